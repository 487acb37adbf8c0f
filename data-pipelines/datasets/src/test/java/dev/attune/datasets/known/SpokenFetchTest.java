package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import dev.attune.datasets.Selection;
import dev.attune.datasets.check.CheckReport;
import dev.attune.datasets.check.DatasetCheck;
import dev.attune.datasets.check.Finding.Kind;
import dev.attune.datasets.check.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads up to 161 MB through the apt-get and Maven on the PATH. */
@Tag("slow")
class SpokenFetchTest {
  private static final ManifestOptions STRICT = ManifestOptions.defaults().withStrict(true);

  @TempDir Path data;
  private CheckReport report;

  private Dataset fetched(KnownDataset known) throws IOException {
    known.fetch(data, new SystemClients(), line -> {});
    assertThat(known.isFetched(data)).isTrue();
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(known.folder(data));
    }
    Dataset read = Manifest.read(known.manifest(data), STRICT);
    report = DatasetCheck.check(read);
    assertThat(report.count(Kind.DUPLICATE)).isZero();
    return read;
  }

  private static long count(Dataset data, String language) {
    return data.items().stream()
        .filter(item -> item.language().equals(Optional.of(language)))
        .count();
  }

  @Test
  void stampsSpokenInFrenchAndSpanish() throws IOException {
    Dataset all = fetched(new TuxPaint());
    assertThat(all.items()).hasSize(62_572);
    assertThat(all.items().stream().map(Item::concept).distinct()).hasSize(950);
    assertThat(all.items().stream().map(Item::group).distinct()).hasSize(772);
    assertThat(all.items().stream().filter(item -> item.id().endsWith("@effect"))).hasSize(130);
    // Of 39 by 7 pixels, fewer than a run takes.
    assertThat(report.count(Severity.ERROR)).isEqualTo(68);
    assertThat(report.findings())
        .filteredOn(finding -> finding.kind().severity() == Severity.ERROR)
        .allMatch(finding -> finding.message().contains("newyears/party-horn-out.png"));

    Dataset some =
        Selection.apply(
            all,
            List.of(
                Selection.anyOf("picture", "png"),
                new Selection("label", List.of(), List.of(), List.of("symbols")),
                new Selection("spoken", List.of(), List.of("fr", "es"), List.of()),
                Selection.anyOf("language", "fr", "es")));
    assertThat(some.items()).hasSize(1_024);
    assertThat(some.items()).allMatch(item -> item.audio().isPresent() && !item.texts().isEmpty());
    assertThat(some.items().stream().map(Item::concept).distinct()).hasSize(512);
    assertThat(some.items().stream().map(Item::group).distinct()).hasSize(473);
  }

  @Test
  void promptsInFourLanguages() throws IOException {
    Dataset all = fetched(new Asterisk());
    assertThat(report.count(Severity.ERROR)).isZero();
    assertThat(all.items()).hasSize(2_118);
    assertThat(Stream.of("en", "es", "fr", "ru").map(tag -> count(all, tag)))
        .containsExactly(563L, 478L, 511L, 566L);
    assertThat(all.items().stream().map(Item::group).distinct()).hasSize(559);
  }

  @Test
  void notesOfAllInstruments() throws IOException {
    Dataset all = fetched(new SpokenEmoji());
    assertThat(report.count(Severity.ERROR)).isZero();
    assertThat(all.items().stream().map(Item::concept).distinct()).hasSize(128);
    assertThat(all.items()).hasSize(768);
    assertThat(all.items().stream().filter(item -> item.image().isPresent())).hasSize(240);
  }
}

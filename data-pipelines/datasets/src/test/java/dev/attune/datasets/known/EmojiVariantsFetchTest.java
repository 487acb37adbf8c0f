package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downloads up to 14 MB through the Maven and npm on the PATH. */
@Tag("slow")
class EmojiVariantsFetchTest {
  private static final ManifestOptions STRICT = ManifestOptions.defaults().withStrict(true);

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({"emoji-noto, 1644", "emoji-noto-v1, 1217", "emoji-twemoji, 1906"})
  void anotherStyleDrawsTheSameConcepts(String name, int concepts) {
    KnownDataset style = KnownDatasets.named(name);
    style.fetch(data, new SystemClients(), line -> {});
    Dataset items = Manifest.read(style.manifest(data), STRICT);
    assertThat(items.items()).hasSize(concepts);
    assertThat(items.items()).extracting(Item::id).contains("1F418");
  }

  @Test
  void namesInOtherLanguages() {
    KnownDataset languages = new EmojiLanguages();
    languages.fetch(data, new SystemClients(), line -> {});
    Path german = languages.folder(data).resolve("manifest-de.jsonl");
    Item elephant =
        Manifest.read(german, STRICT).items().stream()
            .filter(item -> item.id().equals("1F418"))
            .findFirst()
            .orElseThrow();
    assertThat(elephant.texts()).containsExactly("Elefant");
    Dataset all = Manifest.read(languages.manifest(data), STRICT);
    assertThat(all.items()).hasSize(EmojiConcepts.PLAIN);
    assertThat(all.items()).allSatisfy(item -> assertThat(item.texts()).hasSizeGreaterThan(20));
  }
}

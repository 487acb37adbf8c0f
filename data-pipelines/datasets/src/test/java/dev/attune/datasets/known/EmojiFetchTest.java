package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import dev.attune.datasets.split.DescriptionOrKeywords;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.datasets.split.UnseenConceptsAndCaptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads 3.3 MB through the Maven on the PATH. */
@Tag("slow")
class EmojiFetchTest {
  private static final ManifestOptions STRICT = ManifestOptions.defaults().withStrict(true);
  private static final Emoji EMOJI = new Emoji();

  @TempDir static Path data;

  @BeforeAll
  static void fetch() {
    EMOJI.fetch(data, new SystemClients(), line -> {});
  }

  @Test
  void theFolderIsWholeAndNothingElseIsLeft() throws IOException {
    assertThat(EMOJI.isFetched(data)).isTrue();
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(data.resolve("emoji"));
    }
    try (var images = Files.list(data.resolve("emoji/images"))) {
      assertThat(images).hasSize(3_786);
    }
    assertThat(data.resolve("emoji/LICENSES.txt"))
        .content()
        .contains("Cal Henderson", "Apache-2.0");
    assertThat(data.resolve("emoji/dataset.json")).content().contains(Emoji.SHEETS.sha256());
    List<String> said = new ArrayList<>();
    EMOJI.fetch(
        data,
        (wanted, folder) -> {
          throw new IOException("nothing is downloaded twice");
        },
        said::add);
    assertThat(said).hasSize(1);
  }

  @Test
  void oneThousandNineHundredAndSixConceptsWithoutSkinTones() {
    Dataset plain = Manifest.read(EMOJI.manifest(data), STRICT);
    assertThat(plain.name()).isEqualTo("emoji");
    assertThat(plain.items()).hasSize(1_906);
    Item elephant = byId(plain).get("1F418");
    assertThat(elephant.texts()).containsExactly("elephant");
    assertThat(elephant.attribute("keywords")).containsExactly("animal", "elephant");
    assertThat(elephant.attribute("subgroup")).containsExactly("animal-mammal");
    assertThat(elephant.label()).contains("Animals & Nature");
    assertThat(plain.items()).allSatisfy(item -> assertThat(item.group()).contains(item.id()));

    Dataset all = Manifest.read(data.resolve("emoji/manifest-all.jsonl"), STRICT);
    assertThat(all.items()).hasSize(3_786);
    assertThat(values(all, item -> item.label().orElseThrow())).hasSize(10);
    assertThat(values(all, item -> item.attribute("subgroup").get(0))).hasSize(99);
    assertThat(values(all, item -> item.group().orElseThrow())).hasSize(1_906 + 5);
    Map<String, Item> items = byId(all);
    assertThat(items.get("1F469-1F3FB-200D-2764-FE0F-200D-1F48B-200D-1F469-1F3FC").group())
        .contains("1F469-200D-2764-FE0F-200D-1F48B-200D-1F469");
    assertThat(items.get("1F9D1-1F3FB-200D-2764-FE0F-200D-1F48B-200D-1F9D1-1F3FC").group())
        .contains("1F48F");
    assertThat(items.get("1F3FB").group()).contains("1F3FB");
  }

  @Test
  void theElephantIsBlueGreyOnWhite() throws IOException {
    BufferedImage image = ImageIO.read(data.resolve("emoji/images/1F418.png").toFile());
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getHeight()).isEqualTo(64);
    assertThat(image.getColorModel().hasAlpha()).isFalse();
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
    int middle = image.getRGB(32, 32);
    assertThat(middle).isNotEqualTo(0xFFFFFFFF);
    assertThat(middle & 0xFF).isGreaterThanOrEqualTo(middle >> 16 & 0xFF);
  }

  @Test
  void splitsOfTheFirstRun() {
    Dataset plain = Manifest.read(EMOJI.manifest(data), STRICT);
    DescriptionOrKeywords captions = DescriptionOrKeywords.defaults();
    for (long seed = 0; seed < 3; seed++) {
      SplitPlan plan = UnseenConceptsAndCaptions.tenths().plan(plain, captions, seed);
      assertThat(plan.train()).hasSize(1_715);
      assertThat(plan.evaluation("unseen_concept").orElseThrow().queries()).hasSize(191);
      assertThat(plan.validation().orElseThrow().queries()).hasSize(172);
      assertThat(plan.evaluation("unseen_caption").orElseThrow().queries()).hasSize(1_543);
    }
  }

  private static Map<String, Item> byId(Dataset data) {
    return data.items().stream().collect(Collectors.toMap(Item::id, Function.identity()));
  }

  private static Set<String> values(Dataset data, Function<Item, String> field) {
    return data.items().stream().map(field).collect(Collectors.toSet());
  }
}

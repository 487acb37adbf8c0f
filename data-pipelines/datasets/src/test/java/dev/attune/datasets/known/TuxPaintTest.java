package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traps of the stamps, on small packages made here. */
class TuxPaintTest {
  private static final String SVG =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\""
          + " height=\"9\"/></svg>";

  @TempDir Path data;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private Map<String, SpokenRow> rows;
  private Stamps stamps;

  private void file(String name, String content) {
    files.put("usr/share/tuxpaint/stamps/" + name, content.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeEach
  void unpack() throws IOException {
    file("animals/cat.png", "cat");
    file("animals/cat_mirror.png", "mirrored");
    file("animals/cat_flip.png", "flipped");
    file("animals/cat.txt", "A cat.\nfr.utf8=Un chat.\nes.utf8=Un gato.\npt_BR.utf8=Um gato.\n");
    file("animals/cat_desc.ogg", "spoken cat");
    file("animals/cat_desc_fr.ogg", "chat");
    file("animals/cat_desc_ru.ogg", "кот");
    file("animals/cat.wav", "meow");
    file("animals/kitten.png", "kitten");
    file("animals/kitten.txt", "a   CAT.\n");
    file("town/house.svg", SVG);
    file("town/house.png", "house");
    file("town/house.txt", "A house.\n");
    file("town/tower.svg", SVG);
    file("town/tower.txt", "A tower.\nfr.utf8=\n");
    file("town/tower_desc_fr.ogg", "chat");
    file("town/bare.png", "no caption file");
    file("town/lost.txt", "No picture.\n");
    file("animals/birds/nandou.png", "bird");
    file("animals/birds/nandou.txt", "A nandou.\n");
    file("animals/birds/nandou.ogg", "silence");
    file("animals/birds/nandou_desc.ogg", "spoken nandou");
    files.put("usr/share/doc/tuxpaint/stamps.txt", new byte[3]);
    Path archive = DebianPackage.write(data.resolve("p.deb"), files);
    stamps = Stamps.unpack(archive, data.resolve("tuxpaint"));
    rows =
        stamps.rows().stream()
            .collect(
                Collectors.toMap(
                    row -> row.concept() + "@" + row.version(),
                    Function.identity(),
                    (a, b) -> a,
                    LinkedHashMap::new));
  }

  @Test
  void aRowForEachLanguageWithCaptionOrSpeechAndOneForTheEffect() {
    assertThat(stamps.count()).isEqualTo(5);
    assertThat(rows.keySet())
        .containsExactly(
            "animals/birds/nandou@en",
            "animals/cat@en",
            "animals/cat@es",
            "animals/cat@fr",
            "animals/cat@pt-BR",
            "animals/cat@ru",
            "animals/cat@effect",
            "animals/kitten@en",
            "town/house@en",
            "town/tower@en",
            "town/tower@fr");
    SpokenRow french = rows.get("animals/cat@fr");
    assertThat(french.text()).hasValue("Un chat.");
    assertThat(french.audio()).hasValue("animals/cat_desc_fr.ogg");
    assertThat(french.image()).hasValue("animals/cat.png");
    assertThat(french.label()).isEqualTo("animals");
    assertThat(french.columns()).containsEntry("spoken", List.of("en", "fr"));
    assertThat(rows.get("animals/cat@ru").text()).isEmpty();
    assertThat(rows.get("animals/cat@es").audio()).isEmpty();
  }

  @Test
  void effectsAreSoundsWithoutText() {
    SpokenRow effect = rows.get("animals/cat@effect");
    assertThat(effect.audio()).hasValue("animals/cat.wav");
    assertThat(effect.text()).isEmpty();
    assertThat(effect.language()).isEmpty();
    assertThat(effect.columns()).containsEntry("kind", List.of("effect"));
  }

  @Test
  void silentEffectsAreNamedAndLeftOut() {
    assertThat(stamps.silent()).containsExactly("animals/birds/nandou");
    assertThat(data.resolve("tuxpaint/animals/birds/nandou.ogg")).doesNotExist();
    assertThat(rows.get("animals/birds/nandou@en").audio())
        .hasValue("animals/birds/nandou_desc.ogg");
  }

  @Test
  void equalCaptionsAndReusedRecordingsShareAGroup() {
    String cat = rows.get("animals/cat@en").group();
    assertThat(rows.get("animals/kitten@en").group()).isEqualTo(cat);
    assertThat(rows.get("town/tower@fr").group()).isEqualTo(cat);
    assertThat(rows.get("town/house@en").group()).isNotEqualTo(cat);
  }

  @Test
  void picturesStandBeforeDrawings() {
    assertThat(rows.get("town/house@en").image()).hasValue("town/house.png");
    assertThat(rows.get("town/house@en").columns()).containsEntry("picture", List.of("png"));
    assertThat(rows.get("town/tower@en").image()).hasValue("town/tower.svg.png");
    assertThat(rows.get("town/tower@en").columns()).containsEntry("picture", List.of("svg"));
    assertThat(data.resolve("tuxpaint/town/tower.svg.png")).isNotEmptyFile();
    assertThat(data.resolve("tuxpaint/animals/cat_mirror.png")).doesNotExist();
  }
}

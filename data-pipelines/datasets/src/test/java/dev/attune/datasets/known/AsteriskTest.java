package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traps of the transcripts, on small packages made here. */
class AsteriskTest {
  private static final Map<String, String> VOICES =
      Map.of(
          "en", "en_US_f_Allison",
          "es", "es_MX_f_Allison",
          "fr", "fr_CA_f_June",
          "ru", "ru_RU_f_IvrvoiceRU");

  @TempDir Path data;

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private Map<KnownPackage, Path> packages() throws IOException {
    Map<KnownPackage, Path> files = new LinkedHashMap<>();
    for (KnownPackage known : new Asterisk().packages()) {
      String part = known.coordinates().replaceAll("asterisk-core-sounds-|=.*", "");
      String language = part.substring(0, 2);
      Map<String, byte[]> members = new LinkedHashMap<>();
      if (part.endsWith("-wav")) {
        for (String key : List.of("digits/1", "one", "beep", "hello", "untold")) {
          String folder = "usr/share/asterisk/sounds/" + VOICES.get(language) + "/";
          members.put(folder + key + ".wav", (language + key).getBytes(StandardCharsets.UTF_8));
        }
      } else {
        String text =
            "; a comment: of no key\ndigits/1: one\none:  One \nbeep: [a beep]\nhello: привет: "
                + language
                + "\nhello: again\nsilent: has no sound\nempty: \n";
        String folder = "usr/share/doc/asterisk-core-sounds-" + language + "/";
        members.put(folder + "core-sounds-" + language + ".txt.gz", gzipped(text));
      }
      files.put(known, DebianPackage.write(data.resolve(part + ".deb"), members));
    }
    return files;
  }

  @Test
  void rowsHaveSoundTranscriptLanguageAndGroup() throws IOException {
    Path target = Files.createDirectory(data.resolve("asterisk"));
    Map<String, String> facts = new Asterisk().write(packages(), target);
    Dataset read = Manifest.read(target.resolve("manifest.jsonl"));
    Map<String, Item> items =
        read.items().stream().collect(Collectors.toMap(Item::id, item -> item));

    assertThat(read.problems()).isEmpty();
    assertThat(facts).containsEntry("rows", "12").containsEntry("without_sound_en", "1");
    assertThat(items).hasSize(12).containsKeys("digits/1@en", "one@fr", "hello@ru");
    Item hello = items.get("hello@ru");
    assertThat(hello.texts()).containsExactly("привет: ru");
    assertThat(hello.language()).hasValue("ru");
    assertThat(hello.concept()).isEqualTo("hello");
    assertThat(hello.audio().orElseThrow()).hasContent("ruhello");
    assertThat(items.get("digits/1@en").label()).hasValue("digits");
    // One text in a language, and one key in all languages, never cross a split.
    assertThat(items.get("digits/1@en").group()).isEqualTo(items.get("one@ru").group());
    assertThat(items.get("hello@en").group()).isEqualTo(items.get("hello@ru").group());
    assertThat(items.get("hello@en").group()).isNotEqualTo(items.get("one@en").group());
    assertThat(target.resolve("LICENSES.txt")).content().contains("asterisk-core-sounds-en=");
  }
}

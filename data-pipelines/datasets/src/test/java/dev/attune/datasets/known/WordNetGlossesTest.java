package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of wndb(5WN), on small files made here. */
class WordNetGlossesTest {
  private static final String HEAD =
      "  1 Anyone may use this.  \n  2   \n  3 Keep this notice.  \n";

  @TempDir Path data;

  /** A data file; each line gets its place in it. */
  private static byte[] file(String... lines) {
    StringBuilder text = new StringBuilder(HEAD);
    for (String line : lines) {
      text.append("%08d %s  \n".formatted(text.length(), line));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<Synset> synsets(String... lines) {
    return WordNetFile.read("data.adj", 'a', file(lines)).synsets();
  }

  private static void assertRefused(String message, String line) {
    assertThatThrownBy(() -> synsets(line))
        .isInstanceOf(FetchException.class)
        .hasMessage("data.adj: byte " + HEAD.length() + ": expected " + message);
  }

  private Map<String, String> write(String folder) throws IOException {
    Path jar = data.resolve("wordnet.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String part : List.of("noun", "verb", "adj", "adv")) {
        zip.putNextEntry(new ZipEntry("net/sf/extjwnl/data/wordnet/wn31/data." + part));
        String lexname = Map.of("noun", "05", "verb", "38", "adj", "00", "adv", "02").get(part);
        zip.write(
            file(
                lexname + " n 01 one 0 000 | To move; \"" + part + " moves\"",
                lexname + " n 01 two 0 000 | of the " + part));
      }
    }
    Path target = Files.createDirectory(data.resolve(folder));
    return new WordNetGlosses().write(Map.of(WordNetGlosses.WORDNET, jar), target);
  }

  @Test
  void aLineHasWordsAndAGloss() {
    List<Synset> synsets =
        synsets(
            "00 s 02 handy 0 ready_to_hand(p) 0 002 & 00019169 a 0000 + 04726275 n 0101"
                + " | easy to reach; found a use; \"found a handy spot\"; \"at hand\"",
            "44 a 0b a 0 b 0 c 0 d 0 e 0 f 0 g 0 h 0 i 0 j(ip) 0 K(a) 0 000 | Lit: \"the lit\"");
    assertThat(synsets.get(0))
        .isEqualTo(
            new Synset(
                "a%08d".formatted(HEAD.length()),
                "adj.all",
                List.of("handy", "ready to hand"),
                "easy to reach; found a use; \"found a handy spot\"; \"at hand\""));
    assertThat(synsets.get(0).definition()).isEqualTo("easy to reach; found a use");
    // The number of words is hexadecimal.
    assertThat(synsets.get(1).lemmas()).hasSize(11).endsWith("j", "K");
    assertThat(synsets.get(1).lexname()).isEqualTo("adj.ppl");
    assertThat(synsets.get(1).group()).isEqualTo("lit");
  }

  @Test
  void thereAre45Lexnames() {
    // Numbers of the table in lexnames(5WN).
    assertThat(Synset.LEXNAMES).hasSize(45).doesNotHaveDuplicates();
    assertThat(Synset.LEXNAMES.get(3)).isEqualTo("noun.Tops");
    assertThat(Synset.LEXNAMES.get(28)).isEqualTo("noun.time");
    assertThat(Synset.LEXNAMES.get(29)).isEqualTo("verb.body");
    assertThat(Synset.LEXNAMES.get(43)).isEqualTo("verb.weather");
  }

  @Test
  void linesThatAreOtherwiseAreRefused() {
    assertRefused("a gloss behind ` | `, found none", "00 s 01 a 0 000");
    assertRefused("a gloss behind ` | `, found none", "00 s 01 a 0 000 |  ");
    assertRefused("a definition with words, found (;)", "00 s 01 a 0 000 | (;)");
    assertRefused("a file number of 0 to 44, found 45", "45 s 01 a 0 000 | b");
    assertRefused("a number in base 10, found `-1`", "-1 s 01 a 0 000 | b");
    assertRefused("a number in base 10, found `4294967295`", "4294967295 s 01 a 0 000 | b");
    assertRefused("a number in base 16, found `0g`", "00 s 0g a 0 000 | b");
    assertRefused("1 to 1 words, found 255", "00 s ff a 0 000 | b");
    assertRefused("1 to 1 words, found 2147483647", "00 s 7fffffff a 0 000 | b");
    assertRefused("1 to 1 words, found 0", "00 s 00 a 0 000 | b");
    assertRefused(
        "offset, file number, type and number of words, found %08d 00".formatted(HEAD.length()),
        "00 | b");
  }

  @Test
  void movedAndCutFilesAreRefused() {
    byte[] whole = file("00 s 01 a 0 000 | one", "00 s 01 b 0 000 | two");
    String text = new String(whole, StandardCharsets.UTF_8);
    byte[] moved = text.substring(1).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WordNetFile.read("data.adj", 'a', moved))
        .isInstanceOf(FetchException.class)
        .hasMessageMatching("data.adj: byte \\d+: expected .*, found .*");
    byte[] cut = text.substring(0, whole.length - 3).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WordNetFile.read("data.adj", 'a', cut))
        .hasMessage(
            "data.adj: byte %d: expected a line with its end, found a cut one"
                .formatted(text.lastIndexOf("\n", text.length() - 2) + 1));
    assertThatThrownBy(
            () -> WordNetFile.read("data.adj", 'a', HEAD.getBytes(StandardCharsets.UTF_8)))
        .hasMessage("data.adj: byte 0: expected synsets, found none");
  }

  @Test
  void equalDefinitionsShareAGroupAndItsSplit() throws IOException {
    Map<String, String> facts = write("a");
    Dataset read =
        Manifest.read(
            data.resolve("a/manifest.jsonl"), ManifestOptions.defaults().withStrict(true));
    assertThat(read.items()).hasSize(8);
    Map<String, List<Item>> groups =
        read.items().stream().collect(Collectors.groupingBy(item -> item.group().orElseThrow()));
    assertThat(groups).hasSize(5);
    assertThat(groups.get("to move")).hasSize(4);
    groups
        .values()
        .forEach(
            items -> assertThat(items).extracting(Item::split).containsOnly(items.get(0).split()));
    Item verb = groups.get("of the verb").get(0);
    assertThat(verb.label()).hasValue("verb.motion");
    assertThat(verb.texts()).containsExactly("of the verb");
    assertThat(verb.attributes()).containsEntry("lemmas", List.of("two"));
    assertThat(verb.id()).startsWith("v0000");
    assertThat(facts)
        .containsEntry("rows", "8")
        .containsEntry("groups", "5")
        .containsEntry("classes", "4");
    // The notice is carried along, once.
    assertThat(data.resolve("a/LICENSES.txt"))
        .content()
        .containsOnlyOnce("Anyone may use this.\n\nKeep this notice.\n");
    assertThat(write("b")).isEqualTo(facts);
  }

  @Test
  void aDigestAloneDecidesTheSplit() {
    // Digests by another program begin with ca978112 (0.791), cd0aa985 (0.801), e64c826b (0.8996),
    // e67be795 (0.9003).
    assertThat(WordNetGlosses.split("a")).isEqualTo("train");
    assertThat(WordNetGlosses.split("g")).isEqualTo("validation");
    assertThat(WordNetGlosses.split("ce")).isEqualTo("validation");
    assertThat(WordNetGlosses.split("cu")).isEqualTo("test");
    Map<String, Long> counts =
        IntStream.range(0, 10_000)
            .mapToObj(i -> WordNetGlosses.split("group " + i))
            .collect(Collectors.groupingBy(split -> split, Collectors.counting()));
    // Four standard deviations of a share of a tenth are 120.
    assertThat(counts.get("train")).isBetween(7_840L, 8_160L);
    assertThat(counts.get("validation")).isBetween(880L, 1_120L);
    assertThat(counts.get("test")).isBetween(880L, 1_120L);
  }
}

package dev.attune.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectory(folder.resolve("images"));
    for (String name : List.of("images/a.png", "images/b.png", "sound.wav")) {
      Files.writeString(folder.resolve(name), name);
    }
  }

  @Test
  void jsonLinesGiveEveryField() {
    Dataset data =
        Manifest.read(
            write(
                "birds.jsonl",
                "\uFEFF"
                    + """
                    {"id":"1","image":"images/a.png","audio":"sound.wav","text":"a hen","split":"train","label":"hen","group":"g","keywords":["egg","farm"],"width":64,"note":{"by":"me"},"nothing":null}

                    {"id":"2","texts":["an owl","eine Eule"]}
                    """));
    assertThat(data.name()).isEqualTo("birds");
    assertThat(data.problems()).isEmpty();
    Item first = data.item(0);
    assertThat(first.id()).isEqualTo("1");
    assertThat(first.image()).contains(folder.resolve("images/a.png"));
    assertThat(first.audio()).contains(folder.resolve("sound.wav"));
    assertThat(first.texts()).containsExactly("a hen");
    assertThat(first.split()).contains("train");
    assertThat(first.label()).contains("hen");
    assertThat(first.group()).contains("g");
    assertThat(first.attributes())
        .isEqualTo(
            Map.of(
                "keywords",
                List.of("egg", "farm"),
                "width",
                List.of("64"),
                "note",
                List.of("{\"by\":\"me\"}")));
    assertThat(data.item(1).texts()).containsExactly("an owl", "eine Eule");
    assertThat(data.item(1).line()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "{'id':'x','image':'images/none.png','text':'t'} | image is missing: images/none.png",
        "{'id':'x','image':'images'} | image is not a file: images",
        "{'id':'x','image':'../up.png'} | expected a path inside the manifest's folder",
        "{'id':'x','image':'images/../../up.png'} | expected a path inside the manifest's folder",
        "{'id':'x','image':'/etc/hostname'} | expected a path inside the manifest's folder",
        "{'id':'x','image':'a\\u0000b'} | expected a path",
        "{'id':'good','text':'again'} | id `good`: expected once, found at line 1 too",
        "{'id':'x','text':'  '} | empty caption",
        "{'id':'x','texts':['a','']} | empty caption",
        "{'id':'x','texts':[]} | expected captions, found an empty list",
        "{'id':'x','text':'12345678901'} | expected at most 10 characters, found 11",
        "{'id':'x','id':'y','text':'t'} | Duplicate field 'id'",
        "{'id':7,'text':'t'} | `id`: expected a string, found the number 7",
        "{'id':'x','text':'t','label':['a']} | `label`: expected a string, found a list of strings",
        "{'id':'x','texts':['t',3]} | found a list with the number 3",
        "{'id':'x','texts':['t',null]} | found a list with null",
        "{'id':'x','text':true} | found the truth value true",
        "{'id':'x'} | expected an image, an audio file or a text, found only [id]",
        "{'text':'t'} | `id`: expected one",
        "{'id':'','text':'t'} | `id`: expected a name, found an empty string",
        "{'id':'x','text':'t','group':''} | `group`: expected a name, found an empty string",
        "not json at all | not a JSON object",
        "['id','x'] | expected a JSON object",
        "{'id':'x','text':'t' | not a JSON object",
        "{'id':'x','text':'t'} {} | found more after it",
      })
  void aBadRowIsNamedAndLeftOut(String row, String reason) {
    Path file =
        write(
            "m.jsonl",
            "{'id':'good','text':'fine'}\n%s\n{'id':'last','text':'fine'}\n"
                .formatted(row)
                .replace('\'', '"'));
    ManifestOptions options = ManifestOptions.defaults().withMaxCaptionChars(10);
    Dataset data = Manifest.read(file, options);
    assertThat(data.items()).extracting(Item::id).containsExactly("good", "last");
    assertThat(data.problems()).hasSize(1);
    assertThat(data.problems().get(0).line()).isEqualTo(2);
    assertThat(data.problems().get(0).reason()).contains(reason);
    assertThatThrownBy(() -> Manifest.read(file, options.withStrict(true)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("m.jsonl:2: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(data::strict).hasMessageContaining("m.jsonl:2: ");
  }

  @Test
  void aCaptionOfAMillionCharactersIsShortInItsMessage() {
    Dataset data =
        Manifest.read(
            write("m.jsonl", "{\"id\":\"x\",\"text\":\"" + "long ".repeat(200_000) + "\"}\n"));
    assertThat(data.problems()).hasSize(1);
    assertThat(data.problems().get(0).reason()).contains("found 1000000").hasSizeLessThan(200);
  }

  @Test
  void aLineBeyondTheBoundIsPassedOver() {
    ManifestOptions small =
        new ManifestOptions(Map.of(), false, false, 10_000, 100, 1 << 20, 1_000);
    Dataset data =
        Manifest.read(
            write(
                "m.jsonl",
                "{\"id\":\"x\",\"text\":\""
                    + "y".repeat(500)
                    + "\"}\n{\"id\":\"z\",\"text\":\"t\"}"),
            small);
    assertThat(data.problems().get(0).reason()).contains("at most 100 bytes, found 520");
    assertThat(data.items()).extracting(Item::id).containsExactly("z");
  }

  @Test
  void bytesThatAreNotUtf8CostOneRow() throws IOException {
    for (String name : List.of("m.jsonl", "m.csv")) {
      boolean csv = name.endsWith("csv");
      String text =
          csv
              ? "id,text\n1,caf\u00e9\n2,\u20ac\n"
              : "{\"id\":\"1\",\"text\":\"caf\u00e9\"}\n{\"id\":\"2\",\"text\":\"\u20ac\"}\n";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == (byte) 0xC3) {
          bytes[i] = (byte) 0xFF;
        }
      }
      Path file = Files.write(folder.resolve(name), bytes);
      Dataset data = Manifest.read(file);
      assertThat(data.problems()).extracting(RowProblem::line).containsExactly(csv ? 2L : 1L);
      assertThat(data.problems().get(0).reason()).contains("expected UTF-8");
      assertThat(data.item(0).texts()).containsExactly("\u20ac");
    }
  }

  @Test
  void separatedValuesWithMappedColumns() {
    Map<String, String> columns = Map.of("filepath", "image", "title", "text", "alt", "text");
    Path csv =
        write(
            "m.csv",
            """
            \uFEFFfilepath,title,alt,split,licence
            images/a.png,"a hen, ""brown""
            and small",bird,train,CC0
            images/b.png,,bird,train,CC0
            images/b.png,owl,bird
            images/b.png,owl,bird,,
            """);
    Dataset data = Manifest.read(csv, ManifestOptions.defaults().withColumns(columns));
    assertThat(data.items()).extracting(Item::id).containsExactly("images/a.png", "images/b.png");
    assertThat(data.item(0).texts()).containsExactly("a hen, \"brown\"\nand small", "bird");
    assertThat(data.item(0).attribute("licence")).containsExactly("CC0");
    assertThat(data.item(1).split()).isEmpty();
    assertThat(data.item(1).attributes()).isEmpty();
    assertThat(data.problems())
        .containsExactly(
            new RowProblem(4, "empty caption"), new RowProblem(5, "expected 5 fields, found 3"));
  }

  @Test
  void tabsAndLists() {
    Dataset data =
        Manifest.read(
            write(
                "m.tsv",
                "id\timage\ttexts\n1\timages/a.png\t[\"a, b\", \"c\"]\n2\timages/b.png\t[\"a\n"));
    assertThat(data.item(0).texts()).containsExactly("a, b", "c");
    assertThat(data.problems()).hasSize(1);
    assertThat(data.problems().get(0).reason()).contains("expected a JSON list");
  }

  @Test
  void aQuoteLeftOpenIsSaid() {
    Path csv =
        write("m.csv", "id,text\n1,fine\n2,\"never closed\n" + "3,swallowed\n".repeat(2_000));
    ManifestOptions small =
        new ManifestOptions(Map.of(), false, false, 10_000, 4_096, 1 << 20, 1_000);
    Dataset data = Manifest.read(csv, small);
    assertThat(data.items()).hasSize(1);
    assertThat(data.problems()).hasSize(1);
    assertThat(data.problems().get(0).line()).isEqualTo(3);
    assertThat(data.problems().get(0).reason()).contains("quote left open");
  }

  @Test
  void whatIsWrongWithTheWholeFileEndsTheReading() {
    assertThatThrownBy(() -> Manifest.read(folder.resolve("none.jsonl")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Manifest.read(folder.resolve("m.xlsx")))
        .hasMessageContaining("ends in .jsonl, .csv or .tsv");
    assertThatThrownBy(() -> Manifest.read(write("e.csv", "")))
        .hasMessageContaining("expected a header");
    assertThatThrownBy(() -> Manifest.read(write("d.csv", "id,id\n")))
        .hasMessageContaining("column names that differ");
    Map<String, String> columns = Map.of("titel", "text");
    ManifestOptions mapped = ManifestOptions.defaults().withColumns(columns);
    assertThatThrownBy(() -> Manifest.read(write("c.csv", "id,title\n1,x\n"), mapped))
        .hasMessageContaining("expected the mapped column `titel`, found [id, title]");
    assertThatThrownBy(
            () -> Manifest.read(write("c.jsonl", "{\"id\":\"1\",\"text\":\"x\"}\n"), mapped))
        .hasMessageContaining("expected the mapped column `titel`, found [id, text]");
    assertThatThrownBy(() -> ManifestOptions.defaults().withColumns(Map.of("a", "picture")))
        .hasMessageContaining("found `picture`");
    ManifestOptions tiny = new ManifestOptions(Map.of(), false, false, 10, 100, 5, 1_000);
    assertThatThrownBy(() -> Manifest.read(write("big.jsonl", "{\"id\":\"1\"}\n"), tiny))
        .hasMessageContaining("expected at most 5 bytes, found 11");
    ManifestOptions oneRow = new ManifestOptions(Map.of(), false, false, 10, 100, 1_000, 1);
    assertThatThrownBy(() -> Manifest.read(write("two.csv", "id,text\n1,a\n2,b\n"), oneRow))
        .hasMessageContaining("expected at most 1 rows");
  }

  @Test
  void pathsOutsideTheFolderWhereAllowed() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = Files.writeString(inner.resolve("m.csv"), "id,image\n1,../images/a.png\n");
    assertThat(Manifest.read(file).items()).isEmpty();
    Dataset data = Manifest.read(file, ManifestOptions.defaults().withAllowOutside(true));
    assertThat(data.item(0).image()).contains(folder.resolve("images/a.png"));
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.cli.Terminal;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.EmbeddingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three modalities, of which items may lack one, in two languages. */
class TrimodalRunTest {
  private static final String BOUND =
      "{\"left\": \"image\", \"right\": \"text\"},"
          + "{\"left\": \"image\", \"right\": \"audio\", \"weight\": 0.5}";
  private static final String ALL = BOUND + ",{\"left\": \"audio\", \"right\": \"text\"}";

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private static Set<String> asked(Path run) {
    Set<String> asked = new TreeSet<>();
    for (JsonNode row :
        JsonDocument.read(run.resolve("evaluation.json"), 1 << 24).root().path("results")) {
      if (!row.get("protocol").asText().equals("retrieval")) {
        continue;
      }
      asked.add(
          row.get("split").asText()
              + " "
              + row.get("query").asText()
              + " "
              + row.get("gallery").asText());
    }
    return asked;
  }

  @Test
  void everyDirectionIsAskedAloneInEachLanguage() throws IOException {
    Path config = SmallTrimodal.write(folder, "concepts", ALL);
    Path run = folder.resolve("run");
    assertThat(terminal.run("run", config.toString(), "--out", run.toString()))
        .as(terminal.err())
        .isZero();

    assertThat(terminal.err()).contains("manifest.jsonl:41: expected two of [text, image, audio]");
    Set<String> expected = new TreeSet<>();
    for (String split : new String[] {"validation.en", "validation.fr", "test.en", "test.fr"}) {
      for (String query : new String[] {"text", "image", "audio"}) {
        for (String gallery : new String[] {"text", "image", "audio"}) {
          if (!query.equals(gallery)) {
            expected.add(split + " " + query + " " + gallery);
          }
        }
      }
    }
    assertThat(asked(run)).isEqualTo(expected);
    String metrics = Files.readString(run.resolve("metrics.jsonl"));
    assertThat(metrics)
        .contains("image-text.logit_scale", "audio-text.logit_scale", "audio_to_image_recall@10");
    searchesAndEmbeds(run);
  }

  private void searchesAndEmbeds(Path run) throws IOException {
    String sound = folder.resolve("media/3.wav").toString();
    for (String searched : new String[] {"image", "text", "audio"}) {
      assertThat(
              terminal.run("search", run.toString(), "--audio", sound, "--in", searched, "--json"))
          .as(terminal.err())
          .isZero();
      JsonNode first = JsonDocument.parse("out", terminal.out()).root().at("/results/0");
      assertThat(first.get("modality").asText()).isEqualTo(searched);
    }
    assertThat(terminal.out()).contains("\"id\":\"3@");

    Files.createDirectory(folder.resolve("more"));
    SmallTrimodal.tone(folder.resolve("more/a.wav"), 440, 900);
    Files.writeString(folder.resolve("more/b.mp3"), "no sound");
    SmallTrimodal.tone(folder.resolve("more/c.wav"), 0, 900);
    Path vectors = folder.resolve("vectors");
    assertThat(
            terminal.run(
                "embed",
                run.toString(),
                "--modality",
                "audio",
                "--input",
                folder.resolve("more").toString(),
                "--out",
                vectors.toString()))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err())
        .contains(
            "b.mp3: expected", "c.wav: expected sound, found silence", "1 embedded, 2 left out");
    String silence = folder.resolve("more/c.wav").toString();
    assertThat(terminal.run("search", run.toString(), "--audio", silence)).isEqualTo(2);
    assertThat(terminal.err()).contains("c.wav: expected sound, found silence");
    assertThat(EmbeddingTable.load(vectors, "audio").size()).isEqualTo(1);
    assertThat(terminal.run("evaluate", run.toString(), "--json")).as(terminal.err()).isZero();
  }

  @Test
  void aPairThatWasNeverTrainedIsAskedToo() throws IOException {
    Path config = SmallTrimodal.write(folder, "rows", BOUND);
    Path run = folder.resolve("run");
    assertThat(terminal.run("run", config.toString(), "--out", run.toString()))
        .as(terminal.err())
        .isZero();

    assertThat(asked(run))
        .contains(
            "test audio text", "test.en text audio", "test.fr image audio", "test text image");
    assertThat(Files.readString(run.resolve("metrics.jsonl")))
        .contains("image-audio.logit_scale")
        .doesNotContain("audio-text");
  }

  @Test
  void whatNoBatchCanHoldAndWhatNoRowHasAreRefused() throws IOException {
    Path config = SmallTrimodal.write(folder, "rows", ALL);
    Path run = folder.resolve("run");
    assertThat(
            terminal.run(
                "run",
                config.toString(),
                "--out",
                run.toString(),
                "--set",
                "data.select=[{\"column\": \"language\", \"any_of\": [\"xx\"]}]"))
        .isEqualTo(2);
    assertThat(terminal.err())
        .contains("column `language`: expected a value that some row has, such as [en, fr]");
    assertThat(terminal.run("run", config.toString(), "--out", run.toString(), "--set", "pairs=[]"))
        .isEqualTo(2);
    assertThat(terminal.err())
        .contains("pairs: expected each of the towers [audio, image, text] in one");
    Path few = folder.resolve("few.jsonl");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String sound = i == 3 ? ", \"audio\": \"media/3.wav\"" : "";
      rows.append(
          "{\"id\": \"%d\", \"image\": \"media/%d.png\", \"text\": \"t %d\"%s}\n"
              .formatted(i, i, i, sound));
    }
    Files.writeString(few, rows);
    assertThat(
            terminal.run(
                "run",
                config.toString(),
                "--out",
                run.toString(),
                "--set",
                "data.source.path=few.jsonl",
                "--set",
                "data.split={\"type\": \"group_shares\", \"shares\": {}}"))
        .isEqualTo(2);
    assertThat(terminal.err()).contains("pairs: expected at least 2 items of a batch with both");
    assertThat(run).doesNotExist();
  }
}

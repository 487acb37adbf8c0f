package dev.attune.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.modality.SoundCheck;
import dev.attune.experiments.run.FinishedRun;
import dev.attune.experiments.search.SearchableEmbeddings;
import dev.attune.retrieval.SearchResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune search}: nearest rows to a text, an image or a sound. */
@Command(name = "search", description = "Find what is nearest to a text, an image or a sound.")
final class SearchCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "A run directory, or what embed wrote.")
  private Path run;

  @ArgGroup(multiplicity = "1")
  private Query query;

  @Option(
      names = "--in",
      paramLabel = "MODALITY",
      description =
          "What is searched: image, text or audio; if left out, images for a text where the run has"
              + " them and sounds where it has not, texts for anything else.")
  private String modality;

  @Option(
      names = "-k",
      defaultValue = "10",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  private int k;

  @Mixin private ResultFormat format;

  /** The one thing asked for. */
  private static final class Query {
    @Option(names = "--text", paramLabel = "T", description = "A text.")
    private String text;

    @Option(names = "--image", paramLabel = "F", description = "An image file.")
    private Path image;

    @Option(names = "--audio", paramLabel = "F", description = "A sound file.")
    private Path audio;

    String modality() {
      return text != null ? "text" : image != null ? "image" : "audio";
    }

    String content() {
      return text != null ? text : String.valueOf(image != null ? image : audio);
    }
  }

  SearchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (query.text != null && query.text.isBlank()) {
      throw new IllegalArgumentException("--text: expected words, found none");
    }
    if (query.audio != null) {
      new SoundCheck().require(query.audio);
    }
    SearchableEmbeddings embeddings = SearchableEmbeddings.open(run, searched());
    List<SearchResult> results = embeddings.search().nearest(vector(embeddings), k);
    if (format.json()) {
      console.print(json(results));
    } else {
      console.print(text(results));
    }
    return Attune.DONE;
  }

  private String searched() {
    if (modality != null) {
      return modality;
    }
    if (query.text == null) {
      return SearchableEmbeddings.has(run, "text") ? "text" : query.modality();
    }
    return SearchableEmbeddings.has(run, "image") ? "image" : "audio";
  }

  private float[] vector(SearchableEmbeddings embeddings) {
    FinishedRun finished = FinishedRun.open(embeddings.run().root());
    try (Embedder encoder = finished.encoder(query.modality(), console::note)) {
      return encoder.embed(List.of(query.content()))[0];
    }
  }

  private static ObjectNode json(List<SearchResult> results) {
    ObjectNode object = JsonText.object();
    ArrayNode list = object.putArray("results");
    for (SearchResult result : results) {
      ObjectNode entry =
          list.addObject()
              .put("rank", result.rank())
              .put("id", result.id())
              .put("modality", result.modality())
              .put("split", result.split())
              .put("score", result.score());
      if (result.text() != null) {
        entry.put("text", result.text());
      } else {
        entry.put("path", result.path());
      }
    }
    return object;
  }

  private static String text(List<SearchResult> results) {
    Table table = new Table("rank", "score", "id", "modality", "split", "what");
    for (SearchResult result : results) {
      table.row(
          Integer.toString(result.rank()),
          String.format(Locale.ROOT, "%.3f", result.score()),
          result.id(),
          result.modality(),
          result.split(),
          result.text() != null ? result.text() : String.valueOf(result.path()));
    }
    return table.toString();
  }
}

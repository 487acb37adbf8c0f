package dev.attune.experiments.cli;

import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.run.EmbeddingInput;
import dev.attune.experiments.run.FinishedRun;
import dev.attune.experiments.search.SearchableEmbeddings;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingParquet;
import dev.attune.retrieval.EmbeddingTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune embed}: embeddings of new items by a finished run's encoders. */
@Command(name = "embed", description = "Embed new images, texts or sounds with a run's encoder.")
final class EmbedCommand implements Callable<Integer> {
  /** What can be embedded. */
  enum Modality {
    image,
    text,
    audio
  }

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run directory.")
  private Path run;

  @Option(names = "--modality", required = true, description = "image, text or audio.")
  private Modality modality;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE_OR_DIR_OR_MANIFEST",
      description = "An image, a sound, a .txt file of a text a line, a folder, or a manifest.")
  private Path input;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
  private Path out;

  @Option(names = "--parquet", description = "Write a Parquet file as well.")
  private boolean parquet;

  @Option(names = "--strict", description = "End at the first item that cannot be used.")
  private boolean strict;

  EmbedCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    FinishedRun finished = FinishedRun.open(run);
    EmbeddingInput items = EmbeddingInput.read(input, modality.name());
    if (strict && !items.problems().isEmpty()) {
      throw new IllegalArgumentException(items.problems().get(0));
    }
    items.problems().forEach(console::note);
    List<EmbeddingItem> described = items.items();
    float[][] rows = embed(finished, described);
    EmbeddingTable table = new EmbeddingTable(rows[0].length, described, rows);
    table.save(out, modality.name());
    SearchableEmbeddings.remember(out, finished.run());
    if (parquet) {
      EmbeddingParquet.write(out.resolve(modality + ".parquet"), table);
    }
    String left = items.problems().isEmpty() ? "" : ", " + items.problems().size() + " left out";
    console.note(table.size() + " embedded" + left + ", written to " + out);
    return Attune.DONE;
  }

  private float[][] embed(FinishedRun finished, List<EmbeddingItem> items) {
    List<String> contents =
        items.stream().map(item -> item.text() != null ? item.text() : item.path()).toList();
    try (Embedder encoder = finished.encoder(modality.name(), console::note)) {
      return encoder.embed(contents);
    }
  }
}

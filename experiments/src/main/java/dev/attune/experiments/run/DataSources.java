package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.ImageFolder;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import dev.attune.datasets.known.KnownDataset;
import dev.attune.datasets.known.KnownDatasets;
import dev.attune.datasets.known.SystemClients;
import dev.attune.experiments.config.DataSource;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the items that a configuration names. */
public final class DataSources {
  private DataSources() {}

  /**
   * The items; a known data set is fetched if it is not there yet.
   *
   * @param source with absolute paths
   * @param progress is told in a line what is fetched
   */
  public static Dataset open(DataSource source, Consumer<String> progress) {
    if (source instanceof DataSource.Known known) {
      KnownDataset dataset = KnownDatasets.named(known.name());
      Path folder = Path.of(known.directory());
      if (!dataset.isFetched(folder)) {
        dataset.fetch(folder, new SystemClients(), progress);
      }
      return Manifest.read(dataset.folder(folder).resolve(known.manifest()));
    }
    if (source instanceof DataSource.ManifestFile manifest) {
      ManifestOptions options =
          ManifestOptions.defaults().withColumns(manifest.columns()).withStrict(manifest.strict());
      return Manifest.read(Path.of(manifest.path()), options);
    }
    return ImageFolder.read(Path.of(((DataSource.ImageDirectory) source).path()));
  }
}

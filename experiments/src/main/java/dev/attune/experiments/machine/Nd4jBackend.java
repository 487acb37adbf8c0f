package dev.attune.experiments.machine;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's backend.
 *
 * @param version of ND4J
 * @param backend its class, or {@code none} if none could be loaded
 * @param build of the native kernels, such as {@code linux-x86_64-onednn-avx2}
 * @param blas what multiplies matrices
 * @param oneDnn whether the kernels have oneDNN
 * @param javacpp its version
 * @param failure why no backend could be loaded
 */
public record Nd4jBackend(
    String version,
    String backend,
    String build,
    String blas,
    boolean oneDnn,
    String javacpp,
    Optional<String> failure) {
  private static final String BINDINGS = "org/nd4j/linalg/cpu/nativecpu/bindings/";
  private static final String[] EXTENSIONS = {
    "-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", ""
  };

  /** The one on the class path, which is loaded for it. */
  static Nd4jBackend inspect() {
    String build = kernels();
    String javacpp = version("org.bytedeco", "javacpp");
    String version = version("org.nd4j", "nd4j-api");
    try {
      String backend = Nd4j.getBackend().getClass().getSimpleName();
      String blas = String.valueOf(Nd4j.factory().blas().getBlasVendor());
      return new Nd4jBackend(
          version, backend, build, blas, build.contains("onednn"), javacpp, Optional.empty());
    } catch (RuntimeException | LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return new Nd4jBackend(
          version, "none", build, "none", false, javacpp, Optional.of(root.toString()));
    }
  }

  private static String kernels() {
    String platform = Loader.getPlatform();
    for (String extension : EXTENSIONS) {
      String library = System.mapLibraryName("jnind4jcpu");
      if (Nd4j.class.getClassLoader().getResource(BINDINGS + platform + extension + "/" + library)
          != null) {
        return platform + extension;
      }
    }
    return "unknown";
  }

  private static String version(String group, String artifact) {
    try {
      return Loader.getVersion(group, artifact);
    } catch (IOException e) {
      return "unknown";
    }
  }
}

package dev.attune.engine.cuda.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NVIDIA's own compiler, where it is installed. */
public final class Nvcc {
  private static final List<String> ARCHITECTURES =
      List.of("sm_75", "sm_80", "sm_90", "sm_100", "sm_120");

  private Nvcc() {}

  /** Whether it is there. */
  public static boolean possible() throws InterruptedException {
    return Compilers.has("nvcc");
  }

  /**
   * Compiles kernels for every architecture from Turing to Blackwell.
   *
   * @param folder for files
   * @throws IOException with what the compiler says, if it takes them not
   */
  public static void compile(Path folder, List<KernelSource> sources)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder(KernelSource.prelude());
    sources.forEach(source -> text.append('\n').append(source.text()));
    Files.writeString(folder.resolve("kernels.cu"), text);
    for (String architecture : ARCHITECTURES) {
      Process nvcc =
          new ProcessBuilder(
                  "nvcc", "-cubin", "-arch=" + architecture, "-o", "kernels.cubin", "kernels.cu")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(nvcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (nvcc.waitFor() != 0) {
        throw new IOException(architecture + ": " + said);
      }
    }
  }
}

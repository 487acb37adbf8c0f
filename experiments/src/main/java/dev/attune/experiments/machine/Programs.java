package dev.attune.experiments.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Other programs on this machine. */
final class Programs {
  private static final int PATIENCE_SECONDS = 20;

  private Programs() {}

  static boolean isPresent(String name) {
    String path = System.getenv("PATH");
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    List<String> names = windows ? List.of(name + ".exe", name + ".cmd") : List.of(name);
    return path != null
        && Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isBlank())
            .flatMap(folder -> names.stream().map(Path.of(folder)::resolve))
            .anyMatch(Files::isExecutable);
  }

  /** What a program prints, or nothing if there is none or it fails. */
  static Optional<String> output(String... command) {
    if (!isPresent(command[0])) {
      return Optional.empty();
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? Optional.of(printed) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.experiments.config.RunConfig;
import dev.attune.experiments.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** {@code provenance.json}: what made this run, from which data, on what, when. */
final class Provenance {
  private Provenance() {}

  /** At the start of a run. */
  static ObjectNode start(RunConfig config, String executor, List<String> notes, Path data) {
    ObjectNode node = JsonText.object();
    node.put("commit", commit());
    node.put("attune", version(Provenance.class));
    node.put("deeplearning4j", version(Nd4j.class));
    node.put("data", data.toString());
    node.put("data_sha256", digest(data));
    node.put("seed", config.seed());
    node.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    node.put("cpu", cpu());
    node.put("cores", Runtime.getRuntime().availableProcessors());
    node.put("executor", executor);
    node.put("precision", config.precision());
    node.put("devices", config.devices());
    if (!notes.isEmpty()) {
      node.put("executor_notes", String.join("; ", notes));
    }
    node.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    node.put("start", Instant.now().toString());
    return node;
  }

  /** At its end: when, and the most memory that the process held, where the system tells. */
  static void end(ObjectNode node) {
    node.put("end", Instant.now().toString());
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      try (Stream<String> lines = Files.lines(status)) {
        lines
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
            .ifPresent(megabytes -> node.put("peak_memory_mb", megabytes));
      } catch (IOException unreadable) {
        // The figure is a courtesy; a run must not fail for the want of it.
        node.remove("peak_memory_mb");
      }
    }
  }

  /** The source tree's commit; {@code unknown} outside one. */
  private static String commit() {
    try {
      String home = System.getProperty("attune.home", ".");
      Process git =
          new ProcessBuilder("git", "-C", home, "describe", "--always", "--dirty", "--abbrev=40")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return done ? answer.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  private static String version(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static String digest(Path file) {
    if (!Files.isRegularFile(file)) {
      return "none: a folder";
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String cpu() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try {
      return Files.readAllLines(info).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}

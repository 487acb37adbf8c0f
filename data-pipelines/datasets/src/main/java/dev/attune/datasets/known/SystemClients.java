package dev.attune.datasets.known;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The clients installed on this machine, with the user's own settings and mirrors. */
public final class SystemClients implements PackageClient {
  private static final long TIMEOUT_MINUTES = 20;
  private static final int SHOWN_BYTES = 8_192;

  private final UnaryOperator<String> programs;

  /** The programs on the PATH. */
  public SystemClients() {
    this(SystemClients::onThisSystem);
  }

  /** Programs by the name that Unix knows them by. */
  SystemClients(UnaryOperator<String> programs) {
    this.programs = programs;
  }

  @Override
  public Path download(KnownPackage wanted, Path folder) throws IOException {
    run(wanted, command(wanted, folder), folder);
    Path file = folder.resolve(wanted.fileName());
    if (!Files.isRegularFile(file)) {
      throw new FetchException(
          "%s: expected `%s` to write %s, found no such file"
              .formatted(wanted.coordinates(), wanted.client().program(), wanted.fileName()));
    }
    return file;
  }

  List<String> command(KnownPackage wanted, Path folder) {
    String program = programs.apply(wanted.client().program());
    String target = folder.toAbsolutePath().toString();
    return switch (wanted.client()) {
      case MAVEN ->
          List.of(
              program,
              "-q",
              "-B",
              "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy",
              "-Dartifact=" + wanted.coordinates(),
              "-DoutputDirectory=" + target);
      case NPM ->
          List.of(program, "pack", wanted.coordinates(), "--silent", "--pack-destination", target);
      // It writes into the folder that it runs in.
      case DEBIAN -> List.of(program, "-q", "download", wanted.coordinates());
    };
  }

  private static String onThisSystem(String program) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return system.contains("windows") ? program + ".cmd" : program;
  }

  /** Runs in the target folder, so that no project of the caller's is taken up. */
  private static void run(KnownPackage wanted, List<String> command, Path folder)
      throws IOException {
    Path output = Files.createTempFile(folder, "client", ".log");
    try {
      Process process = start(wanted, command, folder, output);
      if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        stop(process);
        throw new FetchException(
            "%s: `%s` did not end within %d minutes"
                .formatted(wanted.coordinates(), command.get(0), TIMEOUT_MINUTES));
      }
      if (process.exitValue() != 0) {
        throw new FetchException(
            "%s: `%s` ended with %d: %s"
                .formatted(
                    wanted.coordinates(), command.get(0), process.exitValue(), reason(output)));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FetchException(wanted.coordinates() + ": interrupted", interrupted);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static Process start(
      KnownPackage wanted, List<String> command, Path folder, Path output) {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException missing) {
      throw new FetchException(
          "%s needs `%s`, which is not on the PATH; install it, then fetch again"
              .formatted(wanted.coordinates(), wanted.client().program()),
          missing);
    }
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** The client's first line that tells of an error, or its last line. */
  static String reason(Path output) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(output)) {
      bytes = in.readNBytes(SHOWN_BYTES);
    }
    List<String> lines =
        new String(bytes, StandardCharsets.UTF_8)
            .replaceAll("\u001B\\[[;\\d]*m", "")
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).contains("error"))
        .findFirst()
        .orElse(lines.isEmpty() ? "no output" : lines.get(lines.size() - 1));
  }
}

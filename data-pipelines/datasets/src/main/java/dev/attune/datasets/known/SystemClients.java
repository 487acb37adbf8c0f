package dev.attune.datasets.known;

import dev.attune.datasets.known.KnownPackage.Client;
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
    List<String> command = command(wanted, folder);
    Ended ended = run(wanted, command, folder);
    if (ended.status() != 0) {
      throw new FetchException(
          "%s: `%s` ended with %d: %s%s"
              .formatted(
                  wanted.coordinates(),
                  command.get(0),
                  ended.status(),
                  reason(ended.output()),
                  wanted.client() == Client.DEBIAN ? "; " + offered(wanted, folder) : ""));
    }
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

  /** What a program ended with, and wrote on both streams. */
  private record Ended(int status, List<String> output) {}

  /** Which file apt's lists name for a package, at whatever version. */
  private String offered(KnownPackage wanted, Path folder) throws IOException {
    String name = wanted.coordinates().replaceFirst("=.*", "");
    String program = programs.apply(wanted.client().program());
    // A line for each: 'address' file size digest
    Ended ended = run(wanted, List.of(program, "-q", "download", "--print-uris", name), folder);
    return ended.output().stream()
        .filter(line -> line.startsWith("'"))
        .map(line -> line.split(" ", -1))
        .filter(fields -> fields.length > 1)
        .map(fields -> "expected %s, this system offers %s".formatted(wanted.fileName(), fields[1]))
        .findFirst()
        .orElse(
            "expected %s, this system offers no %s; `%s update` reads its lists anew"
                .formatted(wanted.fileName(), name, program));
  }

  private static String onThisSystem(String program) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return system.contains("windows") ? program + ".cmd" : program;
  }

  /** Runs in the target folder, so that no project of the caller's is taken up. */
  private static Ended run(KnownPackage wanted, List<String> command, Path folder)
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
      return new Ended(process.exitValue(), lines(output));
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

  static List<String> lines(Path output) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(output)) {
      bytes = in.readNBytes(SHOWN_BYTES);
    }
    return new String(bytes, StandardCharsets.UTF_8)
        .replaceAll("\u001B\\[[;\\d]*m", "")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The client's first line that tells of an error, or its last line. */
  static String reason(List<String> lines) {
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).contains("error"))
        .findFirst()
        .orElse(lines.isEmpty() ? "no output" : lines.get(lines.size() - 1));
  }
}

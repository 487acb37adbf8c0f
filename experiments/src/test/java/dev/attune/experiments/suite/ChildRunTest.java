package dev.attune.experiments.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A suite and its run are two processes; the test kills the first. */
class ChildRunTest {
  private static final String STARTED = "started";
  private static final String ENDED = "ended";

  @TempDir Path folder;

  /** In the place of the command line: says that it runs, and that it was asked to end. */
  static final class Sleeper {
    public static void main(String... args) throws Exception {
      Path run = Path.of(args[List.of(args).indexOf("--out") + 1]);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> touch(run.resolve(ENDED))));
      touch(run.resolve(STARTED));
      TimeUnit.MINUTES.sleep(2);
    }

    private static void touch(Path file) {
      try {
        Files.writeString(file, "");
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** A suite of one run. */
  static final class Suite {
    public static void main(String... args) {
      Path folder = Path.of(args[0]);
      SuiteEntry entry = new SuiteEntry(Path.of("a.json"), null, new RunDirectory(folder));
      System.exit(new ChildRun(Sleeper.class.getName(), folder).run(entry, List.of()));
    }
  }

  @Test
  void aSuiteThatIsKilledEndsItsRunInGoodOrder() throws Exception {
    Process suite =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Suite.class.getName(),
                folder.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (!Files.exists(folder.resolve(STARTED))) {
        assertThat(suite.isAlive()).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      List<ProcessHandle> runs = suite.descendants().toList();
      assertThat(runs).hasSize(1);
      suite.destroy();
      assertThat(suite.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(runs.get(0).isAlive()).isFalse();
      assertThat(folder.resolve(ENDED)).exists();
    } finally {
      suite.descendants().forEach(ProcessHandle::destroyForcibly);
      suite.destroyForcibly();
    }
  }
}

package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run killed at any step and resumed ends with the weights of one that was not, to the bit. */
class KillAndResumeTest {
  private static final int EPOCHS = 30;
  private static final int STEPS = EPOCHS * 4;

  @TempDir Path folder;

  @Test
  void aKilledRunEndsWithTheSameWeights() throws Exception {
    Path config = SmallExperiment.write(folder, EPOCHS);
    Path whole = folder.resolve("whole");
    assertThat(start(config, whole).waitFor()).isZero();

    long seed = System.nanoTime();
    int step = 1 + new Random(seed).nextInt(STEPS - 1);
    Path killed = folder.resolve("killed");
    Process process = start(config, killed);
    waitForStep(process, killed.resolve("metrics.jsonl"), step);
    process.destroyForcibly().waitFor();
    assertThat(killed.resolve("encoders")).doesNotExist();

    assertThat(start(config, killed, "--resume").waitFor()).isZero();
    for (String tower : List.of("image", "text")) {
      String weights = "encoders/" + tower + "/model.safetensors";
      assertThat(killed.resolve(weights))
          .as("%s after a kill at step %d", weights, step)
          .hasSameBinaryContentAs(whole.resolve(weights));
    }
    assertThat(steps(killed)).isEqualTo(steps(whole));
  }

  private static Process start(Path config, Path out, String... more) throws IOException {
    String path = System.getProperty("surefire.test.class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                path == null ? System.getProperty("java.class.path") : path,
                Main.class.getName(),
                "run",
                config.toString(),
                "--out",
                out.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(out.resolveSibling(out.getFileName() + ".log").toFile())
        .start();
  }

  private static void waitForStep(Process process, Path metrics, int step) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (System.nanoTime() < end) {
      if (Files.exists(metrics) && Files.readAllLines(metrics).size() >= step) {
        return;
      }
      assertThat(process.isAlive()).as("still training at step " + step).isTrue();
      Thread.sleep(5);
    }
    throw new AssertionError("step " + step + " was not reached");
  }

  /** The logged steps with their losses, without timings. */
  private static List<String> steps(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"(samples_per_second|data_wait)\":[^,}]*", ""))
        .toList();
  }
}

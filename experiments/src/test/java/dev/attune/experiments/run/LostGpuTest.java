package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.experiments.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose device goes ends in one line, at its last good checkpoint, and goes on from there.
 */
class LostGpuTest {
  private static final int EPOCHS = 3;

  @TempDir Path folder;

  private record Ended(int code, List<String> said) {}

  @Test
  void aRunWhoseDeviceGoesEndsAtItsLastGoodCheckpoint() throws Exception {
    Path config = SmallExperiment.write(folder, EPOCHS);
    Path whole = folder.resolve("whole");
    assertThat(run(config, whole, "").code).isZero();

    Path lost = folder.resolve("lost");
    Ended ended = run(config, lost, offered());
    assertThat(ended.code).as(ended.said.toString()).isEqualTo(1);
    assertThat(ended.said)
        .last()
        .isEqualTo(
            "failed: after step 6: executor cuda: cuGraphLaunch: unspecified launch failure (719);"
                + " the last good checkpoint is "
                + lost.resolve("checkpoints/step-4")
                + "; go on with --resume");
    assertThat(ended.said).noneMatch(line -> line.contains("Exception"));
    assertThat(lost.resolve("encoders")).doesNotExist();

    assertThat(run(config, lost, "", "--resume").code).isZero();
    for (String tower : List.of("image", "text")) {
      String weights = "encoders/" + tower + "/model.safetensors";
      assertThat(lost.resolve(weights)).hasSameBinaryContentAs(whole.resolve(weights));
    }
  }

  /** A folder of the class path that offers the executor that is lost. */
  private String offered() throws IOException {
    Path services = folder.resolve("offers/META-INF/services");
    Files.createDirectories(services);
    Files.writeString(
        services.resolve(ExecutorOffer.class.getName()), LostGpuOffer.class.getName() + "\n");
    return folder.resolve("offers") + File.pathSeparator;
  }

  private static Ended run(Path config, Path out, String before, String... more) throws Exception {
    String path = System.getProperty("surefire.test.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(before + (path == null ? System.getProperty("java.class.path") : path));
    command.addAll(List.of(Main.class.getName(), "run", config.toString()));
    command.addAll(List.of("--out", out.toString()));
    command.addAll(List.of("--set", "executor=auto"));
    command.addAll(List.of(more));
    Path log = out.resolveSibling(out.getFileName() + ".log");
    int code =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile())
            .start()
            .waitFor();
    return new Ended(code, Files.readAllLines(log, StandardCharsets.UTF_8));
  }
}

package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches that are to be shared out over several devices, where they cannot be. */
class DevicesTest {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private int run(String... more) throws IOException {
    Path config = SmallExperiment.write(folder, 1);
    List<String> arguments =
        new ArrayList<>(
            List.of("run", config.toString(), "--out", folder.resolve("run").toString()));
    for (String assignment : more) {
      arguments.addAll(List.of("--set", assignment));
    }
    return terminal.run(arguments.toArray(String[]::new));
  }

  @Test
  void onlyCudaHasSeveral() throws IOException {
    assertThat(run("devices=2", "executor=nd4j")).isEqualTo(2);
    assertThat(terminal.err()).contains("devices: expected 1 with executor nd4j, found 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "devices=0 | devices: expected 1 or more, found 0",
        "devices=7 | devices: expected a divisor of training.batch_size",
        "training.chunk_size=2 | devices: expected 1 with training.chunk_size, found 2",
        "training.accumulation=2 | devices: expected 1 with training.accumulation, found 2"
      })
  void whatDoesNotGoTogetherIsSaid(String more, String expected) throws IOException {
    assertThat(run("devices=2", "executor=cuda", more)).isEqualTo(2);
    assertThat(terminal.err()).contains(expected);
  }
}

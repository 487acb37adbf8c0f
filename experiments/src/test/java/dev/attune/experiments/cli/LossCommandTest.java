package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.NpyFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCommandTest {
  private final Terminal terminal = new Terminal();

  @TempDir Path folder;
  private String left;
  private String right;

  @BeforeEach
  void writeArrays() {
    left = write("a.npy", new double[][] {{1, 0}, {0, 1}});
    right = write("b.npy", new double[][] {{1, 0}, {0, 1}});
  }

  private String write(String name, double[][] rows) {
    NpyFile.write(folder.resolve(name), 2, rows);
    return folder.resolve(name).toString();
  }

  @Test
  void infoNceOfOrthogonalPairs() {
    assertThat(
            terminal.run(
                "loss",
                "info_nce",
                "--left",
                left,
                "--right",
                right,
                "--set",
                "temperature=0.5",
                "--gradients",
                folder.resolve("g").toString(),
                "--json"))
        .isZero();
    double loss = JsonDocument.parse("stdout", terminal.out()).root().get("loss").doubleValue();
    assertThat(loss).isEqualTo(Math.log(1 + Math.exp(-2)), within(1e-12));
    assertThat(NpyFile.open(folder.resolve("g/left.npy")).doubleRows()).hasDimensions(2, 2);
    assertThat(NpyFile.open(folder.resolve("g/right.npy")).doubleRows()).hasDimensions(2, 2);
  }

  @Test
  void unknownNamesAndParametersAreWrongInput() {
    assertThat(terminal.refused("loss", "clop", "--left", left, "--right", right))
        .contains("clop", "info_nce");
    assertThat(
            terminal.refused(
                "loss", "clip", "--left", left, "--right", right, "--set", "logitscale=1"))
        .contains("did you mean \"logit_scale\"?");
  }
}

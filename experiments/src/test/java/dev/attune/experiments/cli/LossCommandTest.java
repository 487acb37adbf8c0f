package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.experiments.json.JsonDocument;
import dev.attune.retrieval.NpyFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Values at collapse, where every row is one vector. */
  @ParameterizedTest
  @CsvSource({
    "clip, 1.0986122886681098, logit_scale=14",
    "siglip, 2.0794415416798357, logit_scale=10",
    "info_nce, 1.0986122886681098, temperature=0.1",
    "nt_xent, 1.6094379124341003, temperature=0.5",
    "dcl, 0.6931471805599453, temperature=0.1",
    "hard_negatives, 1.6094379124341003, tau_plus=0",
    "barlow_twins, 2, lambda=0.005",
    "vicreg, 24.75, covariance=1",
    "byol, 0, ",
    "simsiam, -1, ",
    "alignment_uniformity, 0, normalize=true",
  })
  void everyObjectiveHasItsValueAtCollapse(String name, double expected, String parameter) {
    String rows = write("one.npy", new double[][] {{0.6, 0.8}, {0.6, 0.8}, {0.6, 0.8}});
    List<String> command = new ArrayList<>(List.of("loss", name, "--left", rows, "--right", rows));
    if (parameter != null) {
      command.addAll(List.of("--set", parameter));
    }
    assertThat(terminal.run(command.toArray(String[]::new))).as(terminal.err()).isZero();
    assertThat(Double.parseDouble(terminal.out().strip())).isEqualTo(expected, within(1e-5));
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

package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttuneTest {
  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  @Test
  void helpNamesTheCommandsOfTheContract() {
    assertThat(terminal.run("--help")).isEqualTo(Attune.DONE);
    assertThat(terminal.out())
        .contains(
            "run", "embed", "search", "evaluate", "metrics", "loss", "data", "bench", "doctor");
    assertThat(terminal.problems()).isEmpty();
  }

  @Test
  void everyCommandHelpsAndTakesDebug() {
    for (String command : new String[] {"run", "embed", "search", "evaluate", "doctor", "loss"}) {
      assertThat(terminal.run(command, "--debug", "--help")).as(command).isEqualTo(Attune.DONE);
    }
  }

  @Test
  void misuseIsOneLineThatSaysWhatWasMeant() {
    assertThat(terminal.refused("doctr")).contains("doctr", "did you mean doctor");
    assertThat(terminal.refused("metrics", "retrieval", "--scores", "a.npy"))
        .contains("--relevant");
    assertThat(terminal.refused("search", "runs/x")).contains("--text");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void noCommandIsMisuse() {
    assertThat(terminal.run()).isEqualTo(Attune.WRONG_INPUT);
    assertThat(terminal.problems()).hasSize(1);
  }

  @Test
  void wrongInputIsOneLineAndDebugAddsTheTrace() {
    String file = folder.resolve("none.npy").toString();
    String[] command = {"metrics", "retrieval", "--scores", file, "--relevant", "r.json"};
    assertThat(terminal.run(command)).isEqualTo(Attune.WRONG_INPUT);
    assertThat(terminal.problems()).singleElement().asString().contains(file, "expected", "found");
    String[] debugged = {"--debug", "metrics", "retrieval", "--scores", file, "--relevant", "r"};
    assertThat(terminal.run(debugged)).isEqualTo(Attune.WRONG_INPUT);
    assertThat(terminal.problems()).anyMatch(line -> line.startsWith("\tat "));
  }
}

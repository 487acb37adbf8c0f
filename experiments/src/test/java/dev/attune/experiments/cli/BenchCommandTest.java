package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.executor.AvailableExecutors;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  private final Terminal terminal = new Terminal();

  @Test
  void aSuiteThatIsNotThereIsNamedBesideThoseThatAre() {
    assertThat(terminal.run("bench", "--suite", "speed")).isEqualTo(2);
    assertThat(terminal.err()).contains("--suite: expected one of [").contains("found \"speed\"");
  }

  @Test
  void aSuiteThatCannotRunHereSaysWhy() {
    assumeTrue(
        AvailableExecutors.offers().stream()
            .noneMatch(offer -> offer.name().equals("cuda") && offer.obstacle().isEmpty()),
        "there is a GPU here");
    assertThat(terminal.run("bench", "--suite", "gpu")).isEqualTo(2);
    assertThat(terminal.err()).contains("--suite gpu: executor cuda cannot run here: ");
    assertThat(terminal.out()).isEmpty();
  }
}

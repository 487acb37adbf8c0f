package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsWordsLeftAndNumbersRight() {
    Table table = new Table("split", "recall", "interval");
    table.row("unseen_concept", "0.42", "0.31–0.53").row("x", "10.5", "–");
    assertThat(table)
        .hasToString(
            """
            split           recall   interval
            unseen_concept    0.42  0.31–0.53
            x                 10.5          –""");
  }

  @Test
  void refusesRowsOfAnotherLength() {
    assertThatThrownBy(() -> new Table("a", "b").row("1")).hasMessageContaining("expected 2 cells");
  }
}

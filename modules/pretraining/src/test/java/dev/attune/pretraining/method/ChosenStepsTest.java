package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.pretraining.Parts;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChosenStepsTest {

  @Test
  void drawsEachNumberAsOftenAndNoneTwice() {
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[7];
    for (int i = 0; i < 7000; i++) {
      int[] drawn = ChosenSteps.draw(7, 3, random);
      assertThat(drawn).hasSize(3).isSorted().doesNotHaveDuplicates();
      for (int number : drawn) {
        counts[number]++;
      }
    }
    for (int count : counts) {
      // 3000 expected, of deviation 41.
      assertThat((double) count).isCloseTo(3000, within(200.0));
    }
  }

  @Test
  void drawsAllWhereThereAreFewer() {
    SplittableRandom random = new SplittableRandom(1);

    assertThat(ChosenSteps.draw(2, 5, random)).containsExactly(0, 1);
    assertThat(ChosenSteps.draw(0, 5, random)).isEmpty();
    assertThat(ChosenSteps.draw(-3, 5, random)).isEmpty();
  }

  @Test
  void fillsARowsSlotsInTheirOrder() {
    ChosenSteps chosen = new ChosenSteps(2, 2, 3);

    assertThat(chosen.add(1, 2)).isEqualTo(2);
    assertThat(chosen.add(0, 1)).isEqualTo(0);
    assertThat(chosen.add(1, 0)).isEqualTo(3);
    assertThat(chosen.in(new Parts(2)).batch().floats().get("chosen"))
        .containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0);
  }
}

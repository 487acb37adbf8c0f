package dev.attune.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void sameCoordinatesGiveTheSameNumbers() {
    RandomGenerator first = new Seeds(7).at(3, 11, 1);
    RandomGenerator second = new Seeds(7).at(3, 11, 1);
    for (int i = 0; i < 100; i++) {
      assertThat(first.nextLong()).isEqualTo(second.nextLong());
    }
  }

  @Test
  void eachCoordinateCounts() {
    Set<Long> firsts = new HashSet<>();
    for (long seed = 0; seed < 5; seed++) {
      for (long epoch = 0; epoch < 10; epoch++) {
        for (long item = 0; item < 100; item++) {
          for (int view = 0; view < 2; view++) {
            firsts.add(new Seeds(seed).at(epoch, item, view).nextLong());
          }
        }
      }
    }
    assertThat(firsts).hasSize(5 * 10 * 100 * 2);
  }

  @Test
  void namesAreCoordinatesToo() {
    Seeds seeds = new Seeds(1);
    assertThat(seeds.at(0, "1F418", 0).nextLong()).isEqualTo(seeds.at(0, "1F418", 0).nextLong());
    assertThat(seeds.at(0, "1F418", 0).nextLong()).isNotEqualTo(seeds.at(0, "1F419", 0).nextLong());
    // "Aa" and "BB" share their String.hashCode.
    assertThat(seeds.at(0, "Aa", 0).nextLong()).isNotEqualTo(seeds.at(0, "BB", 0).nextLong());
  }

  @Test
  void firstDrawsOfNeighbouringItemsAreUniform() {
    int[] histogram = new int[20];
    double product = 0;
    double previous = 0.5;
    int items = 200_000;
    for (int item = 0; item < items; item++) {
      double draw = new Seeds(42).at(0, item, 0).nextDouble();
      histogram[(int) (draw * histogram.length)]++;
      product += (draw - 0.5) * (previous - 0.5);
      previous = draw;
    }
    double expected = (double) items / histogram.length;
    double chiSquare = 0;
    for (int count : histogram) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // 19 degrees of freedom: 43.8 is exceeded once in a thousand.
    assertThat(chiSquare).isLessThan(43.8);
    assertThat(Math.abs(product / items * 12)).isLessThan(4 / Math.sqrt(items));
  }

  @Test
  void numbersWithinAStreamAreUniform() {
    RandomGenerator random = new Seeds(3).at(0, 0, 0);
    int[] ones = new int[64];
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      long number = random.nextLong();
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += (int) (number >>> bit & 1);
      }
    }
    for (int count : ones) {
      // Five deviations of a fair coin.
      assertThat(count).isBetween(draws / 2 - 791, draws / 2 + 791);
    }
  }
}

package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomNumbersTest {
  private static final int MANY = 200_000;

  private static Draw draw(String name, Draw.Kind kind, double probability) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    graph.draw(name, kind, probability, 8);
    return graph.draws().get(0);
  }

  private static float[] fill(Draw draw, long seed, long step, long first, int length) {
    float[] values = new float[length];
    RandomNumbers.fill(values, draw, seed, step, first);
    return values;
  }

  @Test
  void seedStepAndNameDecide() {
    Draw draw = draw("mask", Draw.Kind.UNIFORM, 0);
    float[] drawn = fill(draw, 1, 2, 0, 64);
    assertThat(fill(draw("mask", Draw.Kind.UNIFORM, 0), 1, 2, 0, 64)).isEqualTo(drawn);
    assertThat(fill(draw, 2, 2, 0, 64)).isNotEqualTo(drawn);
    assertThat(fill(draw, 1, 3, 0, 64)).isNotEqualTo(drawn);
    assertThat(fill(draw("other", Draw.Kind.UNIFORM, 0), 1, 2, 0, 64)).isNotEqualTo(drawn);
  }

  @Test
  void chunksAreSlicesOfTheWhole() {
    for (Draw.Kind kind : Draw.Kind.values()) {
      Draw draw = draw("mask", kind, 0.5);
      float[] whole = fill(draw, 5, 9, 0, 96);
      for (int from = 0; from < 96; from += 32) {
        assertThat(fill(draw, 5, 9, from, 32))
            .isEqualTo(Arrays.copyOfRange(whole, from, from + 32));
      }
    }
  }

  @Test
  void bernoulliHasItsProbability() {
    float[] drawn = fill(draw("mask", Draw.Kind.BERNOULLI, 0.3), 3, 4, 0, MANY);
    for (float value : drawn) {
      assertThat(value == 0 || value == 1).isTrue();
    }
    assertThat(mean(drawn)).isCloseTo(0.3, within(0.005));
  }

  @Test
  void uniformFillsItsRangeEvenly() {
    float[] drawn = fill(draw("u", Draw.Kind.UNIFORM, 0), 3, 4, 0, MANY);
    int[] bins = new int[20];
    for (float value : drawn) {
      assertThat(value).isGreaterThanOrEqualTo(0).isLessThan(1);
      bins[(int) (value * bins.length)]++;
    }
    double expected = (double) MANY / bins.length;
    double statistic = Arrays.stream(bins).mapToDouble(b -> (b - expected) * (b - expected)).sum();
    // The 0.999 quantile of χ² with 19 degrees of freedom.
    assertThat(statistic / expected).isLessThan(43.8);
  }

  @Test
  void normalHasItsMoments() {
    float[] drawn = fill(draw("n", Draw.Kind.NORMAL, 0), 3, 4, 0, MANY);
    double mean = mean(drawn);
    double second = 0;
    double fourth = 0;
    double neighbours = 0;
    for (int i = 0; i < MANY; i++) {
      second += drawn[i] * drawn[i] / (double) MANY;
      fourth += Math.pow(drawn[i], 4) / MANY;
      neighbours += drawn[i] * drawn[(i + 1) % MANY] / (double) MANY;
    }
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(second).isCloseTo(1, within(0.02));
    assertThat(fourth).isCloseTo(3, within(0.15));
    assertThat(neighbours).isCloseTo(0, within(0.01));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}

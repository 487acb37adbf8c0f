package dev.attune.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.executor.FlatOptimizer;
import dev.attune.engine.executor.FlatParameters;
import dev.attune.engine.optimizer.AdamWConfig;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Vectors of several parts, the last one short, the decay ending within one. */
class CpuAdamWTest {
  private static final int LENGTH = 2 * (1 << 17) + 4099;
  private static final int DECAYED = (1 << 17) + 77;
  private static final AdamWConfig CONFIG = new AdamWConfig(0.9, 0.98, 1e-6, 0.1);

  private static INDArray normal(long seed, double deviation) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Nd4j.createFromArray(values);
  }

  private static double apart(INDArray found, INDArray expected) {
    return found.sub(expected).amaxNumber().doubleValue() / expected.amaxNumber().doubleValue();
  }

  @Test
  void followsTheReferenceOverSeveralSteps() {
    INDArray values = normal(1, 1);
    INDArray expected = values.dup();
    INDArray gradients = Nd4j.create(DataType.FLOAT, LENGTH);
    INDArray same = Nd4j.create(DataType.FLOAT, LENGTH);
    try (FlatOptimizer cpu = new CpuAdamW(CONFIG, new FlatParameters(values, gradients, DECAYED));
        FlatOptimizer nd4j =
            FlatOptimizer.nd4j(CONFIG, new FlatParameters(expected, same, DECAYED))) {
      for (int step = 1; step <= 4; step++) {
        INDArray drawn = normal(step + 1, 0.01);
        gradients.assign(drawn);
        same.assign(drawn);
        double norm = Math.sqrt(squares(drawn));
        assertThat(cpu.gradientNorm()).isCloseTo(norm, within(1e-5 * norm));
        assertThat(nd4j.gradientNorm()).isCloseTo(norm, within(1e-5 * norm));
        cpu.update(1e-2, 0.5, step);
        nd4j.update(1e-2, 0.5, step);
      }
      assertThat(apart(values, expected)).isLessThan(1e-6);
      for (String moment : new String[] {"first_moment", "second_moment"}) {
        assertThat(apart(cpu.state().get(moment), nd4j.state().get(moment)))
            .as(moment)
            .isLessThan(5e-6);
      }
    }
  }

  private static double squares(INDArray vector) {
    double sum = 0;
    for (float value : vector.toFloatVector()) {
      sum += (double) value * value;
    }
    return sum;
  }
}

package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Tensor;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.objectives.Dino;
import dev.attune.objectives.NtXent;
import dev.attune.objectives.SupervisedContrast;
import dev.attune.objectives.Swav;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.BootstrapPrediction;
import dev.attune.pretraining.method.Classification;
import dev.attune.pretraining.method.JointEmbedding;
import dev.attune.pretraining.method.MomentumContrast;
import dev.attune.pretraining.method.SelfDistillation;
import dev.attune.pretraining.method.SiamesePrediction;
import dev.attune.pretraining.method.SupervisedEmbedding;
import dev.attune.pretraining.method.SwappedPrediction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The losses of an encoder that gives all items the same vector. */
class ChanceTest {
  private static final int N = Toys.ROWS;
  private static final Head HEAD = new Head(2, 16, 4, false, false);
  private static final Momentum COPY = Momentum.constant(0.9);

  /** The last of some steps that move nothing, with an encoder that gives one number alone. */
  private static StepResult collapsed(AnyMethod method, float number) {
    float[] bias = new float[Toys.WIDTH];
    Arrays.fill(bias, number);
    Map<String, Tensor> constant =
        Map.of(
            "image.weight",
            new Tensor(
                new long[] {Toys.TOWER.inputs(), Toys.WIDTH},
                new float[Toys.TOWER.inputs() * Toys.WIDTH]),
            "image.bias",
            new Tensor(new long[] {Toys.WIDTH}, bias));
    try (TrainingSession session = Toys.open(method)) {
      session.load(constant);
      Toys.train(session, 3, 0, item -> Toys.batch(method, item));
      StepResult result = session.step(List.of(Toys.batch(method, 100)), 3, 0);
      assertThat(result.reported().get("spread")).isLessThan(0.01);
      return result;
    }
  }

  private static void isAtChance(AnyMethod method, float number, double chance) {
    assertThat(collapsed(method, number).loss()).isCloseTo(chance, within(1e-4));
    assertThat(Toys.compiled(Toys.TOWER, method, N).chance()).isEqualTo(Map.of("loss", chance));
  }

  @Test
  void contrastFindsAPartnerAmongAllOthers() {
    double chance = Math.log(2.0 * N - 1);
    isAtChance(new JointEmbedding(new NtXent(0.2, true), HEAD), 1, chance);
    isAtChance(new SupervisedEmbedding(new SupervisedContrast(0.2), HEAD), 1, chance);
  }

  @Test
  void aQueueOfTheSameKeysHoldsOneMore() {
    isAtChance(new MomentumContrast(0.2, 20, COPY, HEAD), 1, Math.log(21.0));
  }

  @Test
  void prototypesAreAllAlikeToAVectorOfZeros() {
    isAtChance(new SwappedPrediction(Swav.defaults(), 6, 1, HEAD), 0, Math.log(6.0));
    isAtChance(new SelfDistillation(Dino.defaults(), 6, 0.9, 1, HEAD, COPY), 0, Math.log(6.0));
  }

  @Test
  void noOneVectorGivesPrototypesLessThanChance() {
    double swav = collapsed(new SwappedPrediction(Swav.defaults(), 6, 1, HEAD), 1).loss();
    assertThat(swav).isGreaterThan(Math.log(6.0) - 1e-4);
  }

  @Test
  void classesAreGuessedAtFirst() {
    Classification method = new Classification(0);
    try (TrainingSession session = Toys.open(method)) {
      double loss = session.step(List.of(Toys.batch(method, 0)), 0, 0).loss();
      assertThat(loss).isCloseTo(Math.log(3.0), within(0.05));
    }
    assertThat(Toys.compiled(Toys.TOWER, method, N).chance())
        .isEqualTo(Map.of("loss", Math.log(Toys.CLASSES)));
  }

  @Test
  void predictionHasNoSuchValue() {
    for (AnyMethod method :
        List.of(new SiamesePrediction(HEAD, HEAD), new BootstrapPrediction(HEAD, HEAD, COPY))) {
      assertThat(Toys.compiled(Toys.TOWER, method, N).chance()).isEmpty();
    }
  }
}

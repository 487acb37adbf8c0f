package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.objectives.BarlowTwins;
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
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some dozen steps lower each loss, with heads as the papers have them. */
class LearningTest {
  private static final Head PROJECTOR = Head.of(16, 8);
  private static final Head PREDICTOR = Head.of(8, 8);
  private static final Momentum COPY = Momentum.constant(0.9);

  static List<AnyMethod> methods() {
    return List.of(
        new JointEmbedding(NtXent.defaults(), PROJECTOR),
        new JointEmbedding(BarlowTwins.defaults(), PROJECTOR),
        new MomentumContrast(0.2, 24, COPY, PROJECTOR),
        new BootstrapPrediction(PROJECTOR, PREDICTOR, COPY),
        new SiamesePrediction(new Head(2, 16, 8, true, true), PREDICTOR),
        new SelfDistillation(Dino.defaults(), 12, 0.9, 2, PROJECTOR, COPY),
        new SwappedPrediction(Swav.defaults(), 12, 2, PROJECTOR),
        new Classification(0.1),
        new SupervisedEmbedding(SupervisedContrast.defaults(), PROJECTOR));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void trainingLowersTheLoss(AnyMethod method) {
    try (TrainingSession session = Toys.open(method)) {
      // What is kept beside the weights, queue and centre, starts as this encoder has it.
      Toys.train(session, 12, 0, item -> Toys.batch(method, item % 24));
      double first = mean(session, method, 12);
      Toys.train(session, 60, 0.01, item -> Toys.batch(method, item % 24));
      double last = mean(session, method, 72);
      assertThat(last).isLessThan(first - 0.2);
    }
  }

  /** Over three batches, at a rate of 0. */
  private static double mean(TrainingSession session, AnyMethod method, int step) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      StepResult result = session.step(List.of(Toys.batch(method, 8L * i)), step + i, 0);
      assertThat(result.reported().get("spread")).isGreaterThan(0.05);
      sum += result.loss() / 3;
    }
    return sum;
  }
}

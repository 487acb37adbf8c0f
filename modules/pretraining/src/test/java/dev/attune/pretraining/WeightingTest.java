package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.objectives.Dcl;
import dev.attune.objectives.NtXent;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.BootstrapPrediction;
import dev.attune.pretraining.method.Classification;
import dev.attune.pretraining.method.JointEmbedding;
import dev.attune.pretraining.method.MomentumContrast;
import dev.attune.pretraining.method.SiamesePrediction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several tasks of one encoder, weighed in one graph or mixed from several. */
class WeightingTest {
  private static final Head HEAD = new Head(2, 16, 4, true, false);
  private static final Momentum COPY = Momentum.constant(0.9);
  private static final Task CONTRAST =
      new Task("contrast", new JointEmbedding(NtXent.defaults(), HEAD), 1);
  private static final Task CLASSES = new Task("classes", new Classification(0), 3);
  private static final double CHANCE = Math.log(15.0);

  private static Pretraining two(Weighting weighting) {
    return new Pretraining(Toys.TOWER, List.of(CONTRAST, CLASSES), Toys.CLASSES, weighting);
  }

  private static TrainingSession open(Pretraining pretraining) {
    return pretraining.open(Toys.executor(), Toys.ROWS, Toys.SETTINGS).session();
  }

  /** All tasks' rows of some items. */
  private static Batch batch(Pretraining pretraining, long first) {
    Parts parts = new Parts(Toys.ROWS);
    for (Task task : pretraining.tasks()) {
      AnyMethod method = (AnyMethod) task.method();
      parts.with(task.name(), method.batch(Toys.examples(first, Toys::picture), Toys.PIXELS));
    }
    return parts.batch();
  }

  private static StepResult step(TrainingSession session, Pretraining run, int step, double rate) {
    return session.step(List.of(batch(run, 8L * (step % 3))), step, rate);
  }

  @Test
  void threeComponentsAreFixedWeightsInOneGraph() {
    Pretraining plain = new Pretraining(Toys.TOWER, List.of(CONTRAST, CLASSES), Toys.CLASSES);
    assertThat(plain).isEqualTo(two(new Weighting.Fixed()));
    Pretraining.Opened opened = plain.open(Toys.executor(), Toys.ROWS, Toys.SETTINGS);
    assertThat(opened.chance())
        .isEqualTo(Map.of("contrast.loss", CHANCE, "classes.loss", Math.log(3.0)));
    try (TrainingSession session = opened.session();
        TrainingSession same =
            Toys.executor().train(plain.training(Toys.ROWS, Toys.SETTINGS).training())) {
      for (int step = 0; step < 4; step++) {
        StepResult result = step(session, plain, step, 0.01);
        assertThat(step(same, plain, step, 0.01)).isEqualTo(result);
        Map<String, Double> reported = result.reported();
        assertThat(reported.keySet())
            .containsExactlyInAnyOrder(
                "contrast.loss", "contrast.spread", "classes.loss", "classes.spread");
        double sum = reported.get("contrast.loss") + 3 * reported.get("classes.loss");
        assertThat(result.loss()).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void lossesThatFallBelowZeroHaveNoSizeToLearnAWeightFrom() {
    Task decoupled = new Task("decoupled", new JointEmbedding(Dcl.defaults(), HEAD), 1);
    Task siamese = new Task("siamese", new SiamesePrediction(HEAD, HEAD), 1);
    for (Task task : List.of(decoupled, siamese)) {
      List<Task> tasks = List.of(CLASSES, task);
      for (Weighting weighting :
          List.of(new Weighting.Uncertainty(), Weighting.GradNorm.defaults())) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new Pretraining(Toys.TOWER, tasks, Toys.CLASSES, weighting))
            .withMessageContainingAll(
                "weighting: expected fixed or pc_grad",
                task.name(),
                weighting instanceof Weighting.GradNorm ? "found grad_norm" : "found uncertainty");
      }
      assertThat(new Pretraining(Toys.TOWER, tasks, Toys.CLASSES, new Weighting.PcGrad()).tasks())
          .isEqualTo(tasks);
    }
  }

  @Test
  void graphsApartAddUpToTheSame() {
    Pretraining run = two(new Weighting.Fixed());
    try (TrainingSession one = open(run);
        TrainingSession apart =
            Toys.executor().train(run.trainingApart(Toys.ROWS, Toys.SETTINGS).training())) {
      for (int step = 0; step < 5; step++) {
        StepResult expected = step(one, run, step, 0.01);
        StepResult found = step(apart, run, step, 0.01);
        assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-4));
        assertThat(found.reported().keySet()).isEqualTo(expected.reported().keySet());
      }
    }
  }

  @Test
  void uncertaintyWeighsByLearntVariances() {
    Pretraining run = two(new Weighting.Uncertainty());
    try (TrainingSession session = open(run)) {
      for (int step = 0; step < 10; step++) {
        Map<String, Tensor> weights = session.weights();
        StepResult result = step(session, run, step, 0.05);
        double expected = 0;
        for (Task task : run.tasks()) {
          double s = weights.get(task.name() + ".log_variance").values()[0];
          double loss = result.reported().get(task.name() + ".loss");
          expected += task.weight() * (Math.exp(-s) * loss + s);
        }
        assertThat(result.loss()).isCloseTo(expected, within(1e-4));
      }
      assertThat(session.weights().get("contrast.log_variance").values()[0]).isPositive();
    }
  }

  @Test
  void gradNormReportsItsWeights() {
    Pretraining run = two(new Weighting.GradNorm(1.5, 0.01));
    Pretraining.Opened opened = run.open(Toys.executor(), Toys.ROWS, Toys.SETTINGS);
    assertThat(opened.chance().keySet()).containsExactlyInAnyOrder("contrast.loss", "classes.loss");
    try (TrainingSession session = opened.session()) {
      Map<String, Double> first = step(session, run, 0, 0.01).reported();
      assertThat(first.get("contrast.weight")).isEqualTo(0.5);
      assertThat(first.get("classes.weight")).isEqualTo(1.5);
      StepResult last = null;
      for (int step = 1; step < 6; step++) {
        last = step(session, run, step, 0.01);
      }
      double contrast = last.reported().get("contrast.weight");
      double classes = last.reported().get("classes.weight");
      assertThat(contrast).isNotCloseTo(0.5, within(1e-3));
      assertThat(contrast + classes).isCloseTo(2, within(1e-5));
      double sum =
          contrast * last.reported().get("contrast.loss")
              + classes * last.reported().get("classes.loss");
      assertThat(last.loss()).isCloseTo(sum, within(1e-6));
    }
  }

  static List<Weighting> all() {
    return List.of(
        new Weighting.Fixed(),
        new Weighting.Uncertainty(),
        new Weighting.PcGrad(),
        Weighting.GradNorm.defaults());
  }

  @ParameterizedTest
  @MethodSource("all")
  void copiesAndQueuesOfAllTasksGoOnFromAState(Weighting weighting) {
    Pretraining run =
        new Pretraining(
            Toys.TOWER,
            List.of(
                new Task("moco", new MomentumContrast(0.2, 20, COPY, HEAD), 1),
                new Task("byol", new BootstrapPrediction(HEAD, HEAD, COPY), 0.5)),
            0,
            weighting);
    try (TrainingSession session = open(run);
        TrainingSession other = open(run)) {
      double first = 0;
      for (int step = 0; step < 5; step++) {
        first = step(session, run, step, 0.01).reported().get("byol.loss");
      }
      TrainingState state = session.state();
      assertThat(state.statistics().keySet())
          .contains(
              "moco.queue",
              "target.moco.image.weight",
              "target.byol.image.weight",
              "target.byol.byol.projector.0.weight",
              "byol.projector.0.norm.mean");
      assertThat(state.parameters().keySet()).noneMatch(name -> name.startsWith("target."));
      Tensor encoder = state.parameters().get("image.weight");
      assertThat(state.statistics().get("target.moco.image.weight")).isNotEqualTo(encoder);
      other.restore(state);
      StepResult last = null;
      for (int step = 5; step < 40; step++) {
        last = step(session, run, step, 0.01);
        assertThat(step(other, run, step, 0.01)).isEqualTo(last);
      }
      assertThat(other.state()).isEqualTo(session.state());
      assertThat(last.reported().get("byol.loss")).isLessThan(first);
    }
  }

  @Test
  void aSingleTaskHasNothingToCompare() {
    Pretraining run =
        new Pretraining(Toys.TOWER, List.of(CLASSES), Toys.CLASSES, new Weighting.PcGrad());
    Pretraining.Opened opened = run.open(Toys.executor(), Toys.ROWS, Toys.SETTINGS);
    try (TrainingSession session = opened.session()) {
      StepResult result = step(session, run, 0, 0.01);
      assertThat(result.reported().keySet()).containsExactly("spread");
      // The column holds the weight of 3.
      double chance = opened.chance().get("loss");
      assertThat(chance).isCloseTo(3 * Math.log(3), within(1e-12));
      assertThat(result.loss()).isCloseTo(chance, within(0.1));
    }
  }

  @Test
  void aWeightingThatNeedsOtherGraphsIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two(new Weighting.PcGrad()).training(Toys.ROWS, Toys.SETTINGS))
        .withMessage("weighting: expected one that needs no gradient of each task, found PcGrad[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two(new Weighting.Uncertainty()).trainingApart(8, Toys.SETTINGS))
        .withMessage(
            "weighting: expected one that needs no graph of all tasks, found Uncertainty[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Weighting.GradNorm(-1, 0.1))
        .withMessage("alpha: expected 0 or more, found -1.0");
  }
}

package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.objectives.Dino;
import dev.attune.objectives.NtXent;
import dev.attune.objectives.SupervisedContrast;
import dev.attune.objectives.Swav;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.BootstrapPrediction;
import dev.attune.pretraining.method.Classification;
import dev.attune.pretraining.method.Jigsaw;
import dev.attune.pretraining.method.JointEmbedding;
import dev.attune.pretraining.method.MomentumContrast;
import dev.attune.pretraining.method.RotationPrediction;
import dev.attune.pretraining.method.SegmentOrder;
import dev.attune.pretraining.method.SelfDistillation;
import dev.attune.pretraining.method.SiamesePrediction;
import dev.attune.pretraining.method.SupervisedEmbedding;
import dev.attune.pretraining.method.SwappedPrediction;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Settings and batches that cannot work give one line that begins with the key. */
class RefusedSettingsTest {
  private static final Head HEAD = new Head(2, 6, 4, false, false);
  private static final Head OTHER = new Head(2, 6, 5, false, false);
  private static final Momentum COPY = Momentum.constant(0.9);

  private static void refused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void aBatchOfOneHasNothingToCompareWith() {
    Map<String, AnyMethod> methods =
        Map.of(
            "nt_xent", new JointEmbedding(NtXent.defaults(), HEAD),
            "byol", new BootstrapPrediction(HEAD, HEAD, COPY),
            "simsiam", new SiamesePrediction(HEAD, HEAD),
            "dino", new SelfDistillation(Dino.defaults(), 6, 0.9, 0, HEAD, COPY),
            "swav", new SwappedPrediction(Swav.defaults(), 6, 0, HEAD),
            "supervised_contrast", new SupervisedEmbedding(SupervisedContrast.defaults(), HEAD));
    methods.forEach(
        (name, method) ->
            refused(
                "training.batch_size: expected 2 or more for " + name + ", found 1",
                () -> Toys.compiled(Toys.TOWER, method, 1)));
  }

  @Test
  void aQueueHoldsABatch() {
    refused(
        "queue: expected at least training.batch_size 8, found 7",
        () -> Toys.compiled(Toys.TOWER, new MomentumContrast(0.2, 7, COPY, HEAD), 8));
    refused("queue: expected 1 or more, found 0", () -> new MomentumContrast(0.2, 0, COPY, HEAD));
  }

  @Test
  void temperaturesArePositive() {
    for (double temperature : new double[] {0, -0.1, Double.POSITIVE_INFINITY, Double.NaN}) {
      String message = "emperature: expected a finite number above 0, found " + temperature;
      refused("t" + message, () -> new MomentumContrast(temperature, 8, COPY, HEAD));
      refused("t" + message, () -> new NtXent(temperature, true));
      refused("t" + message, () -> new SupervisedContrast(temperature));
      refused("t" + message, () -> new Swav(temperature, 0.1, 3));
      refused("student_t" + message, () -> new Dino(temperature, 0.1));
      refused("teacher_t" + message, () -> new Dino(0.1, temperature));
    }
  }

  @Test
  void aPredictorGivesWhatTheProjectorGives() {
    String message = "predictor: expected the projector's width 4, found 5";
    refused(message, () -> new SiamesePrediction(HEAD, OTHER));
    refused(message, () -> new BootstrapPrediction(HEAD, OTHER, COPY));
  }

  @Test
  void prototypesCropsAndCentre() {
    refused(
        "prototypes: expected 2 or more, found 1",
        () -> new SelfDistillation(Dino.defaults(), 1, 0.9, 0, HEAD, COPY));
    refused(
        "prototypes: expected 2 or more, found 1",
        () -> new SwappedPrediction(Swav.defaults(), 1, 0, HEAD));
    refused(
        "crops: expected 0 or more, found -1",
        () -> new SelfDistillation(Dino.defaults(), 6, 0.9, -1, HEAD, COPY));
    refused(
        "crops: expected 0 or more, found -1",
        () -> new SwappedPrediction(Swav.defaults(), 6, -1, HEAD));
    refused(
        "centre_momentum: expected 0 ≤ value < 1, found 1.0",
        () -> new SelfDistillation(Dino.defaults(), 6, 1, 0, HEAD, COPY));
  }

  @Test
  void momentumIsAShare() {
    refused("start: expected a momentum from 0 to 1, found 1.5", () -> new Momentum(1.5, 1));
    refused("end: expected a momentum from 0 to 1, found -0.5", () -> new Momentum(0.9, -0.5));
    refused("start: expected a momentum from 0 to 1, found NaN", () -> new Momentum(Double.NaN, 1));
  }

  @Test
  void changes() {
    refused("hidden: expected 1 or more, found 0", () -> new RotationPrediction(0));
    refused("hidden: expected 1 or more, found 0", () -> new Jigsaw(2, 5, 0));
    refused("permutations: expected 2 or more, found 1", () -> new Jigsaw(2, 1, 8));
    refused("permutations: expected 2 or more, found 1", () -> new SegmentOrder(3, 1, 8));
    for (int grid : new int[] {0, 1, 5, 99}) {
      refused("grid: expected 2 to 4, found " + grid, () -> new Jigsaw(grid, 5, 8));
    }
    for (int segments : new int[] {0, 1, 17}) {
      refused(
          "segments: expected 2 to 16, found " + segments, () -> new SegmentOrder(segments, 5, 8));
    }
  }

  @Test
  void labelsAreNeededToClassify() {
    refused("smoothing: expected 0 ≤ value < 1, found 1.0", () -> new Classification(1));
    refused(
        "classification: expected items of 2 classes or more, found 0",
        () ->
            new Pretraining(Toys.TOWER, List.of(new Task(Toys.TASK, new Classification(0), 1)), 0)
                .training(Toys.ROWS, Toys.SETTINGS));
  }

  @Test
  void tasks() {
    Task task = new Task("one", new Classification(0), 1);
    refused(
        "tasks: expected one or more, found none", () -> new Pretraining(Toys.TOWER, List.of(), 3));
    refused(
        "tasks: expected each name once, found one again",
        () -> new Pretraining(Toys.TOWER, List.of(task, task), 3));
    for (String name : new String[] {"target", "", "One", "a.b", "1st"}) {
      refused(
          "name: expected small letters, digits and underscores, other than target, found \""
              + name
              + "\"",
          () -> new Task(name, task.method(), 1));
    }
    refused("weight: expected a positive number, found 0.0", () -> new Task("a", task.method(), 0));
  }

  @Test
  void heads() {
    refused("layers: expected 1 to 16, found 0", () -> new Head(0, 6, 4, false, false));
    refused("hidden: expected 1 to 65536, found 0", () -> new Head(2, 0, 4, false, false));
    refused("width: expected 1 to 65536, found 70000", () -> new Head(2, 6, 70000, false, false));
  }
}

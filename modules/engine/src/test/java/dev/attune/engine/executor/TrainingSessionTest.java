package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingSessionTest {
  private final Executor executor = new Nd4jExecutor();

  @Test
  void theReportedLossIsTheLoss() {
    Models.Model model = Models.regression(2);
    try (TrainingSession session = executor.train(Specs.plain().of(model.graph(), model.loss()))) {
      Map<String, Tensor> weights = session.weights();
      Batch batch = Models.regressionBatch(3, 2);
      double expected = 0;
      for (int row = 0; row < 2; row++) {
        for (int j = 0; j < 4; j++) {
          double y = weights.get("map.bias").values()[j];
          for (int i = 0; i < 6; i++) {
            y +=
                (double) batch.floats().get("x")[row * 6 + i]
                    * weights.get("map.weight").values()[i * 4 + j];
          }
          expected += Math.pow(y - batch.floats().get("target")[row * 4 + j], 2) / 8;
        }
      }
      assertThat(session.step(List.of(batch), 0, 0.1).loss()).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void aLargeGradientIsScaledDownToTheNorm() {
    Models.Model model = Models.regression(Models.ROWS);
    Specs specs = Specs.plain().maxGradientNorm(0.25);
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      Map<String, Tensor> before = session.weights();
      StepResult result = session.step(List.of(Models.regressionBatch(3, Models.ROWS)), 0, 1);
      assertThat(result.gradientNorm()).isGreaterThan(0.25);
      assertThat(distance(before, session.weights())).isCloseTo(0.25, within(1e-6));
    }
  }

  @Test
  void aSmallGradientIsLeftAlone() {
    Models.Model model = Models.regression(Models.ROWS);
    Specs specs = Specs.plain().maxGradientNorm(1e6);
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      Map<String, Tensor> before = session.weights();
      StepResult result = session.step(List.of(Models.regressionBatch(3, Models.ROWS)), 0, 1);
      double moved = distance(before, session.weights());
      assertThat(moved).isCloseTo(result.gradientNorm(), within(1e-5));
    }
  }

  private static double distance(Map<String, Tensor> from, Map<String, Tensor> to) {
    double squares = 0;
    for (String name : from.keySet()) {
      for (int i = 0; i < from.get(name).values().length; i++) {
        squares += Math.pow(to.get(name).values()[i] - from.get(name).values()[i], 2);
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  void accumulatedBatchesEqualOneLargeBatch() {
    Models.Model large = Models.regression(4 * Models.ROWS);
    Models.Model small = Models.regression(Models.ROWS);
    try (TrainingSession once = executor.train(Specs.plain().of(large.graph(), large.loss()));
        TrainingSession often =
            executor.train(Specs.plain().accumulation(4).of(small.graph(), small.loss()))) {
      assertThat(often.weights()).isEqualTo(once.weights());
      for (int step = 0; step < 3; step++) {
        Batch batch = Models.regressionBatch(step, 4 * Models.ROWS);
        List<Batch> parts =
            List.of(
                batch.slice(0, 8), batch.slice(8, 16), batch.slice(16, 24), batch.slice(24, 32));
        StepResult whole = once.step(List.of(batch), step, 0.1);
        StepResult summed = often.step(parts, step, 0.1);
        assertThat(summed.loss()).isCloseTo(whole.loss(), within(1e-6));
        assertThat(summed.gradientNorm()).isCloseTo(whole.gradientNorm(), within(1e-6));
      }
      assertThat(distance(once.weights(), often.weights())).isLessThan(1e-6);
    }
  }

  @Test
  void anotherNumberOfBatchesIsRefused() {
    Models.Model model = Models.regression(4);
    Specs specs = Specs.plain().accumulation(2);
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      List<Batch> one = List.of(Models.regressionBatch(0, 4));
      assertThatThrownBy(() -> session.step(one, 0, 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected 2 batches a step, found 1");
    }
  }

  @Test
  void frozenParametersStayToTheBit() {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs =
        Specs.plain()
            .optimizer(AdamWConfig.DEFAULTS)
            .frozen(name -> name.startsWith("image.") || name.equals("text.table"));
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      Map<String, Tensor> before = session.weights();
      for (int step = 0; step < 4; step++) {
        session.step(List.of(Models.clipBatch(step, Models.ROWS)), step, 0.1);
      }
      session
          .weights()
          .forEach(
              (name, tensor) -> {
                boolean frozen = name.startsWith("image.") || name.equals("text.table");
                assertThat(tensor.equals(before.get(name))).as(name).isEqualTo(frozen);
              });
      assertThat(session.state().optimizer().keySet()).noneMatch(name -> name.startsWith("image."));
    }
  }

  @Test
  void twoRunsAreEqualToTheBit() {
    assertThat(afterSteps(5)).isEqualTo(afterSteps(5));
  }

  private Map<String, Tensor> afterSteps(int steps) {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs = Specs.plain().optimizer(AdamWConfig.DEFAULTS);
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      for (int step = 0; step < steps; step++) {
        session.step(List.of(Models.clipBatch(step, Models.ROWS)), step, 0.01);
      }
      return session.weights();
    }
  }

  @Test
  void trainingLearns() {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs = Specs.plain().optimizer(new AdamWConfig(0.9, 0.98, 1e-6, 0));
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      List<Batch> batch = List.of(Models.clipBatch(7, Models.ROWS));
      double first = session.step(batch, 0, 0.01).loss();
      double last = first;
      for (int step = 1; step < 200; step++) {
        last = session.step(batch, step, 0.01).loss();
      }
      assertThat(last).isLessThan(first / 3);
    }
  }

  /** The gradients of two summands are one value; each parameter has to receive it. */
  @Test
  void summandsShareTheirGradient() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value a = graph.parameter("a", Role.BIAS, Initializer.constant(1), 3);
    Value b = graph.parameter("b", Role.BIAS, Initializer.constant(2), 3);
    Value sum = Arithmetic.add(Arithmetic.add(a, b), graph.input("x", 3));
    Value loss = Reductions.mean(Arithmetic.square(sum), false);
    try (TrainingSession session = executor.train(Specs.plain().of(graph, loss))) {
      session.step(List.of(new Batch(3, Map.of("x", new float[] {0, 1, 2}), Map.of())), 0, 0.3);
      float[] slopes = {0.3f * 2, 0.3f * 8 / 3, 0.3f * 10 / 3};
      for (int i = 0; i < 3; i++) {
        float[] movedA = session.weights().get("a").values();
        float[] movedB = session.weights().get("b").values();
        assertThat(movedA[i]).isCloseTo(1 - slopes[i], within(1e-6f));
        assertThat(movedB[i]).isCloseTo(2 - slopes[i], within(1e-6f));
      }
    }
  }

  @Test
  void aDivergedStepLeavesTheParametersAlone() {
    Models.Model model = Models.regression(2);
    Specs specs = Specs.plain().optimizer(AdamWConfig.DEFAULTS);
    try (TrainingSession session = executor.train(specs.of(model.graph(), model.loss()))) {
      session.step(List.of(Models.regressionBatch(0, 2)), 0, 0.1);
      TrainingState before = session.state();
      Batch good = Models.regressionBatch(1, 2);
      float[] bad = good.floats().get("x").clone();
      bad[3] = Float.NaN;
      Batch poisoned =
          new Batch(2, Map.of("x", bad, "target", good.floats().get("target")), Map.of());
      assertThatThrownBy(() -> session.step(List.of(poisoned), 1, 0.1))
          .isInstanceOf(DivergedException.class)
          .hasMessage("step 2: the loss is NaN")
          .extracting(e -> ((DivergedException) e).step())
          .isEqualTo(1L);
      assertThat(session.state()).isEqualTo(before);
      assertThat(session.step(List.of(good), 1, 0.1).loss()).isFinite();
    }
  }

  @Test
  void anInputThatIsMissingIsNamed() {
    Models.Model model = Models.regression(2);
    try (TrainingSession session = executor.train(Specs.plain().of(model.graph(), model.loss()))) {
      Batch half = Models.regressionBatch(0, 2).only(java.util.Set.of("x"));
      assertThatThrownBy(() -> session.step(List.of(half), 0, 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("lacks input target[2, 4]");
    }
  }

  @Test
  void anInputOfAnotherLengthIsNamed() {
    Models.Model model = Models.regression(2);
    try (TrainingSession session = executor.train(Specs.plain().of(model.graph(), model.loss()))) {
      List<Batch> large = List.of(Models.regressionBatch(0, 3));
      assertThatThrownBy(() -> session.step(large, 0, 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("input (x|target)\\[2, .\\]: expected \\d+ elements, found \\d+");
    }
  }

  @Test
  void loadedWeightsOverwriteThoseOfTheSameName() {
    Models.Model model = Models.regression(2);
    try (TrainingSession session = executor.train(Specs.plain().of(model.graph(), model.loss()))) {
      Tensor bias = new Tensor(new long[] {4}, new float[] {1, 2, 3, 4});
      Map<String, Tensor> before = session.weights();
      assertThat(session.load(Map.of("map.bias", bias, "unknown", bias))).isEqualTo(1);
      assertThat(session.weights().get("map.bias")).isEqualTo(bias);
      assertThat(session.weights().get("map.weight")).isEqualTo(before.get("map.weight"));
      Tensor wrong = new Tensor(new long[] {2}, new float[2]);
      assertThatThrownBy(() -> session.load(Map.of("map.bias", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tensor map.bias: expected shape [4], found [2]");
    }
  }

  @Test
  void reportedScalarsArriveWithTheStep() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value y = Towers.linear(graph, graph.input("x", 2, 3), 1);
    Value loss = Reductions.mean(Arithmetic.square(y), false);
    Value doubled = Arithmetic.scale(loss, 2);
    TrainingSpec plain = Specs.plain().of(graph, loss);
    TrainingSpec spec =
        new TrainingSpec(
            graph,
            loss,
            Map.of("doubled", doubled),
            plain.frozen(),
            plain.optimizer(),
            1,
            1,
            plain.targets(),
            1);
    try (TrainingSession session = executor.train(spec)) {
      Batch batch = new Batch(2, Map.of("x", Specs.normal(1, 6)), Map.of());
      StepResult result = session.step(List.of(batch), 0, 0.1);
      assertThat(result.reported().get("doubled")).isCloseTo(2 * result.loss(), within(1e-6));
    }
  }
}

package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Running averages: folded in while training, read in inference. */
class StatisticsTest {
  private static final double MOMENTUM = 0.75;

  private static TrainingSession training() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 4, 3);
    graph.observe("mean", 2, MOMENTUM, Reductions.mean(x, false, 0));
    Value loss = Reductions.mean(Arithmetic.square(Towers.linear(graph, x, 2)), false);
    return new Nd4jExecutor().train(Specs.plain().of(graph, loss));
  }

  private static InferenceSession inference(Map<String, Tensor> weights) {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value x = graph.input("x", 4, 3);
    Value centred = Arithmetic.subtract(x, graph.average("mean", 2, 3));
    return new Nd4jExecutor().infer(graph, Map.of("centred", centred), weights);
  }

  @Test
  void foldsEachBatchIn() {
    double[] expected = {2, 2, 2};
    try (TrainingSession session = training()) {
      for (int step = 0; step < 5; step++) {
        float[] x = Specs.normal(step, 12);
        session.step(List.of(new Batch(4, Map.of("x", x), Map.of())), step, 0.1);
        for (int j = 0; j < 3; j++) {
          double mean = (x[j] + x[3 + j] + x[6 + j] + x[9 + j]) / 4.0;
          expected[j] = MOMENTUM * expected[j] + (1 - MOMENTUM) * mean;
        }
      }
      Map<String, Tensor> weights = session.weights();
      for (int j = 0; j < 3; j++) {
        assertThat((double) weights.get("mean").values()[j]).isCloseTo(expected[j], within(1e-5));
      }
      assertThat(session.state().statistics().keySet()).containsExactly("mean");
      try (InferenceSession inference = inference(weights)) {
        float[] x = Specs.normal(99, 12);
        Tensor centred = inference.run(new Batch(4, Map.of("x", x), Map.of())).get("centred");
        assertThat(centred.shape()).containsExactly(4, 3);
        assertThat((double) centred.values()[4]).isCloseTo(x[4] - expected[1], within(1e-5));
      }
    }
  }

  @Test
  void inferenceNamesAWeightThatIsMissing() {
    assertThatThrownBy(() -> inference(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor mean is missing");
  }
}

package dev.attune.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.ConvolutionBlock;
import dev.attune.graph.layer.TransformerBlock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Forward passes, whose weights are packed once. */
class CpuInferenceTest {

  private static float[] run(
      Executor executor, UnaryOperator<Value> layer, long[] shape, int batches) {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value y = layer.apply(graph.input("x", shape));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    graph
        .parameters()
        .forEach(
            (name, p) ->
                weights.put(
                    name, new Tensor(p.shape(), Specs.normal(name.hashCode(), (int) p.length()))));
    graph
        .statistics()
        .forEach(
            s -> {
              float[] ones = new float[(int) s.shape()[0]];
              Arrays.fill(ones, 1.5f);
              weights.put(s.name(), new Tensor(s.shape(), ones));
            });
    try (InferenceSession session = executor.infer(graph, Map.of("y", y), weights)) {
      Tensor last = null;
      for (int i = 0; i < batches; i++) {
        int length = (int) graph.inputs().get("x").length();
        Batch batch = new Batch((int) shape[0], Map.of("x", Specs.normal(i, length)), Map.of());
        last = session.run(batch).get("y");
      }
      return last.values();
    }
  }

  private static void same(UnaryOperator<Value> layer, long... shape) {
    float[] expected = run(new Nd4jExecutor(), layer, shape, 3);
    float[] found = run(new CpuExecutor(), layer, shape, 3);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(2e-5 * largest));
    }
  }

  @Test
  void transformer() {
    same(x -> new TransformerBlock(3, 0, 0).apply(x.graph(), x, AttentionMask.open()), 3, 7, 12);
  }

  @Test
  void convolutionsWithRunningAverages() {
    same(
        x -> {
          Value one = ConvolutionBlock.of(5, 3, 2, Activation.RELU).apply(x.graph().at("a"), x);
          return ConvolutionBlock.of(7, 3, 1, Activation.GELU).apply(x.graph().at("b"), one);
        },
        3,
        3,
        9,
        11);
  }
}

package dev.attune.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A transformer block's step is ND4J's at any number of rows, those included at which oneDNN
 * misreads packed queries, keys and values: three times the tokens.
 */
class PackedAttentionTest {
  private static final int WIDTH = 16;

  private static StepResult step(Executor executor, int rows, int tokens, int heads) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", rows, tokens, WIDTH);
    Value mask = graph.input("mask", rows, tokens);
    Value target = graph.input("target", rows, tokens, WIDTH);
    Value y = x;
    for (int block = 0; block < 2; block++) {
      y =
          new TransformerBlock(heads, 0, 0)
              .apply(graph.at("blocks", block), y, AttentionMask.keys(mask));
    }
    Value error = Arithmetic.square(Arithmetic.subtract(y, target));
    try (TrainingSession session =
        executor.train(Specs.plain().of(graph, Reductions.mean(error, false)))) {
      return session.step(List.of(batch(rows, tokens)), 0, 1e-2);
    }
  }

  private static Batch batch(int rows, int tokens) {
    SplittableRandom random = new SplittableRandom(rows);
    float[] x = new float[rows * tokens * WIDTH];
    float[] target = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (3 * random.nextGaussian());
      target[i] = (float) random.nextGaussian();
    }
    float[] mask = new float[rows * tokens];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = tokens > 1 && i % tokens == tokens - 1 && i % 3 == 0 ? 0 : 1;
    }
    return new Batch(rows, Map.of("x", x, "mask", mask, "target", target), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "11, 4, 2",
    "12, 4, 2",
    "13, 4, 2",
    "12, 4, 4",
    "15, 5, 2",
    "8, 4, 2",
    "4, 4, 2",
    "6, 2, 2",
    "48, 16, 4",
    "9, 3, 1",
    "3, 1, 2",
    "4, 1, 2",
    "6, 1, 1",
    "7, 1, 4",
    "24, 8, 2",
    "12, 8, 2"
  })
  void stepsAreThoseOfNd4j(int rows, int tokens, int heads) {
    StepResult expected = step(new Nd4jExecutor(), rows, tokens, heads);
    StepResult found = step(new CpuExecutor(), rows, tokens, heads);
    assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
    assertThat(found.gradientNorm())
        .isCloseTo(expected.gradientNorm(), within(1e-4 * expected.gradientNorm()));
  }
}

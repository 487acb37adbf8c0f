package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.List;
import java.util.Map;

/**
 * One transformer block (width 192, heads 3) forward and backward, also for the gradient of what it
 * reads, since learnt positions lie before it. The loss is the mean of its output times fixed
 * factors; plain SGD without clipping, which costs next to nothing. Inputs: {@code tokens} and
 * {@code factors}, both [rows, tokens, 192].
 *
 * @param rows items of a batch
 * @param tokens of an item
 */
public record BlockWork(int rows, int tokens) implements StandardWork {
  /** Of a token. */
  public static final int WIDTH = 192;

  private static final int HEADS = 3;
  private static final long SEED = 1;

  @Override
  public String name() {
    return "block";
  }

  @Override
  public OptimizerConfig optimizer() {
    return new SgdConfig(0, 0);
  }

  @Override
  public double maxGradientNorm() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public TrainingSpec training() {
    Graph g = Graph.create(Graph.Mode.TRAINING);
    Value read = g.input("tokens", rows, tokens, WIDTH);
    Value factors = g.input("factors", rows, tokens, WIDTH);
    Value x = PositionEmbedding.standard().apply(g, read);
    Value y = new TransformerBlock(HEADS, 0, 0).apply(g.at("block"), x, AttentionMask.open());
    Value loss = Reductions.mean(Arithmetic.multiply(y, factors), false);
    return new TrainingSpec(
        g, loss, Map.of(), name -> false, optimizer(), maxGradientNorm(), 1, List.of(), SEED);
  }

  @Override
  public Batch batch() {
    FixedArrays arrays = new FixedArrays(SEED);
    float[] read = arrays.normal(rows, tokens, WIDTH);
    float[] factors = arrays.normal(rows, tokens, WIDTH);
    return new Batch(rows, Map.of("tokens", read, "factors", factors), Map.of());
  }
}

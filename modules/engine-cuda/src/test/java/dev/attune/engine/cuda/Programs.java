package dev.attune.engine.cuda;

import dev.attune.engine.Towers;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that several tests plan. */
public final class Programs {
  private Programs() {}

  /**
   * A transformer block of two heads and its backward pass to parameters and input, of three rows.
   */
  public static Program block(int tokens, int width) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, tokens, width);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    List<Value> wanted = new ArrayList<>(graph.parameterValues().values());
    wanted.add(x);
    return ProgramCompiler.training(graph, Towers.squaredError(y, x), Map.of(), wanted);
  }

  /** Convolutions and pools of each kind, and their backward passes, over two images. */
  public static Program images() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = Activations.relu(graph.input("x", 2, 8, 14, 10));
    Value kernels = graph.input("kernels", 16, 8, 3, 3);
    Value y = Convolutions.conv2d(x, kernels, 2, 1, Padding.of(1));
    y = Convolutions.depthwise(y, graph.input("each", 3, 3, 16, 2), 1, 1, Padding.same());
    y = Convolutions.maxPool(y, 3, 3, 2, 2, Padding.of(1));
    y = Convolutions.averagePool(y, 2, 2, 1, 1, Padding.none());
    Value loss = Reductions.sum(Reductions.max(y, false, 1), false);
    return ProgramCompiler.training(graph, loss, Map.of(), List.copyOf(graph.inputs().values()));
  }
}

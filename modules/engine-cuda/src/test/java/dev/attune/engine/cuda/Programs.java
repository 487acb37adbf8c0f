package dev.attune.engine.cuda;

import dev.attune.engine.Towers;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
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
}

package dev.attune.experiments.bench;

import dev.attune.engine.Batch;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What replaying costs: a program of 1,000 one-element additions. */
final class ReplaySuite implements Suite {
  private static final int OPERATIONS = 1000;
  private static final int WARM_UP = 200;
  private static final int ROUNDS = 1000;

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String description() {
    return "one-element additions in a program of 1,000: time an operation";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value one = graph.input("one", 1);
    Value sum = one;
    for (int i = 0; i < OPERATIONS; i++) {
      sum = Arithmetic.add(sum, one);
    }
    Batch batch = new Batch(1, Map.of("one", new float[] {1}), Map.of());
    double[] micros = new double[ROUNDS];
    try (InferenceSession session = new Nd4jExecutor().infer(graph, Map.of("sum", sum), Map.of())) {
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long start = System.nanoTime();
        session.run(batch);
        if (i >= 0) {
          micros[i] = (System.nanoTime() - start) / 1e3 / OPERATIONS;
        }
      }
    }
    return List.of(Measurement.of("replay", "attune", "operation", "µs", micros));
  }
}

package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.Map;

/** Forward passes with fixed weights. Owns off-heap memory; not thread-safe. */
public interface InferenceSession extends AutoCloseable {

  /** Runs one batch of the graph's static size; gives its outputs by name. */
  Map<String, Tensor> run(Batch batch);

  @Override
  void close();
}

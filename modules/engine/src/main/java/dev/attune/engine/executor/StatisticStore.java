package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.graph.Statistic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Running averages and queues by name. */
final class StatisticStore implements AutoCloseable {
  private final Map<String, INDArray> kept = new LinkedHashMap<>();
  private final Map<String, RowQueue> queues = new LinkedHashMap<>();

  StatisticStore(Collection<Statistic> statistics, DataType type) {
    for (Statistic statistic : statistics) {
      kept.computeIfAbsent(
          statistic.name(),
          name -> Nd4j.create(type, statistic.shape(), 'c').assign(statistic.initial()));
      if (statistic.kind() == Statistic.Kind.QUEUE) {
        queues.computeIfAbsent(statistic.name(), name -> new RowQueue(name, kept.get(name)));
      }
    }
  }

  INDArray get(String name) {
    return kept.get(name);
  }

  /** average ← momentum · average + (1 − momentum) · observed; or rows into their queue. */
  void fold(Statistic statistic, INDArray observed) {
    if (statistic.kind() == Statistic.Kind.QUEUE) {
      queues.get(statistic.name()).push(observed);
      return;
    }
    INDArray average = kept.get(statistic.name());
    average.muli(statistic.momentum());
    VectorSums.add(1 - statistic.momentum(), observed.reshape('c', average.shape()), average);
  }

  Map<String, Tensor> export() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    kept.forEach((name, array) -> copies.put(name, HostMemory.read(array)));
    queues.values().forEach(queue -> copies.put(queue.cursorName(), queue.cursor()));
    return copies;
  }

  void restore(Map<String, Tensor> tensors) {
    kept.forEach((name, array) -> HostMemory.write(TensorMap.get(tensors, name, array), array));
    queues.values().forEach(queue -> queue.restore(tensors));
  }

  /** Overwrites those that are among the tensors. */
  void restoreSome(Map<String, Tensor> tensors) {
    kept.forEach(
        (name, array) -> {
          if (tensors.containsKey(name)) {
            HostMemory.write(TensorMap.get(tensors, name, array), array);
          }
        });
  }

  long bytes() {
    return kept.values().stream().mapToLong(a -> a.length() * a.dataType().width()).sum();
  }

  @Override
  public void close() {
    kept.values().forEach(array -> array.data().close());
  }
}

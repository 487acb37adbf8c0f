package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.graph.Statistic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Running averages by name. */
final class StatisticStore implements AutoCloseable {
  private final Map<String, INDArray> averages = new LinkedHashMap<>();

  StatisticStore(Collection<Statistic> statistics, DataType type) {
    for (Statistic statistic : statistics) {
      averages.computeIfAbsent(
          statistic.name(),
          name -> Nd4j.create(type, statistic.shape(), 'c').assign(statistic.initial()));
    }
  }

  INDArray get(String name) {
    return averages.get(name);
  }

  /** average ← momentum · average + (1 − momentum) · observed. */
  void fold(Statistic statistic, INDArray observed) {
    INDArray average = averages.get(statistic.name());
    average.muli(statistic.momentum());
    VectorSums.add(1 - statistic.momentum(), observed.reshape('c', average.shape()), average);
  }

  Map<String, Tensor> export() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    averages.forEach((name, average) -> copies.put(name, HostMemory.read(average)));
    return copies;
  }

  void restore(Map<String, Tensor> tensors) {
    averages.forEach(
        (name, average) -> HostMemory.write(TensorMap.get(tensors, name, average), average));
  }

  /** Overwrites those averages that are among the tensors. */
  void restoreSome(Map<String, Tensor> tensors) {
    averages.forEach(
        (name, average) -> {
          if (tensors.containsKey(name)) {
            HostMemory.write(TensorMap.get(tensors, name, average), average);
          }
        });
  }

  long bytes() {
    return averages.values().stream().mapToLong(a -> a.length() * a.dataType().width()).sum();
  }

  @Override
  public void close() {
    averages.values().forEach(average -> average.data().close());
  }
}

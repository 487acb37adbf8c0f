package dev.attune.engine.cuda.training;

import dev.attune.engine.Tensor;
import dev.attune.engine.executor.RowQueue;
import dev.attune.graph.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Running averages and queues on the device, from the host and back. */
record KeptStatistics(Regions regions, List<Statistic> statistics) {

  private static boolean isQueue(Statistic statistic) {
    return statistic.kind() == Statistic.Kind.QUEUE;
  }

  /** Before the first step. */
  void writeFirst() {
    for (Statistic statistic : statistics) {
      String name = statistic.name();
      if (isQueue(statistic)) {
        long[] shape = statistic.shape();
        regions.write(name, 0, RowQueue.directions(name, shape[0], shape[1]));
        regions.write(StepPlan.oldestOf(name), 0, 0f);
      } else {
        float[] values = new float[Regions.length(statistic.shape())];
        Arrays.fill(values, (float) statistic.initial());
        regions.write(name, 0, values);
      }
    }
  }

  /** As a state holds them. */
  Map<String, Tensor> read() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Statistic statistic : statistics) {
      String name = statistic.name();
      tensors.put(name, regions.read(name, 0, statistic.shape()));
      if (isQueue(statistic)) {
        tensors.put(RowQueue.cursorName(name), regions.read(StepPlan.oldestOf(name), 0, 1));
      }
    }
    return tensors;
  }

  /** The inverse of {@link #read}. */
  void restore(Map<String, Tensor> tensors) {
    for (Statistic statistic : statistics) {
      String name = statistic.name();
      regions.write(name, 0, Regions.values(tensors, name, statistic.shape()));
      if (isQueue(statistic)) {
        long oldest = RowQueue.cursor(tensors, name, statistic.shape()[0]);
        regions.write(StepPlan.oldestOf(name), 0, (float) oldest);
      }
    }
  }

  /** Overwrites those that are among the tensors. */
  void load(Map<String, Tensor> tensors) {
    for (Statistic statistic : statistics) {
      String name = statistic.name();
      if (tensors.containsKey(name)) {
        regions.write(name, 0, Regions.values(tensors, name, statistic.shape()));
      }
    }
  }
}

package dev.attune.engine.cuda.training;

import dev.attune.engine.Tensor;
import dev.attune.engine.executor.RowQueue;
import dev.attune.graph.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Running averages and queues, from the host and back. What is to be written is checked whole
 * before any of it is.
 */
record KeptStatistics(List<Statistic> statistics) {

  private static boolean isQueue(Statistic statistic) {
    return statistic.kind() == Statistic.Kind.QUEUE;
  }

  private static Regions.Write whole(Statistic statistic, float... values) {
    return new Regions.Write(statistic.name(), 0, values);
  }

  private static Regions.Write oldest(Statistic queue, long row) {
    return new Regions.Write(StepPlan.oldestOf(queue.name()), 0, new float[] {row});
  }

  /** Before the first step. */
  List<Regions.Write> first() {
    List<Regions.Write> writes = new ArrayList<>();
    for (Statistic statistic : statistics) {
      long[] shape = statistic.shape();
      if (isQueue(statistic)) {
        float[] rows = RowQueue.directions(statistic.name(), shape[0], shape[1]);
        writes.add(whole(statistic, rows));
        writes.add(oldest(statistic, 0));
      } else {
        float[] values = new float[Regions.length(shape)];
        Arrays.fill(values, (float) statistic.initial());
        writes.add(whole(statistic, values));
      }
    }
    return writes;
  }

  /** As a state holds them. */
  Map<String, Tensor> read(Regions from) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Statistic statistic : statistics) {
      String name = statistic.name();
      tensors.put(name, from.read(name, 0, statistic.shape()));
      if (isQueue(statistic)) {
        tensors.put(RowQueue.cursorName(name), from.read(StepPlan.oldestOf(name), 0, 1));
      }
    }
    return tensors;
  }

  /**
   * The inverse of {@link #read}.
   *
   * @throws IllegalArgumentException in one line, if one is missing or has another shape
   */
  List<Regions.Write> restored(Map<String, Tensor> tensors) {
    List<Regions.Write> writes = new ArrayList<>();
    for (Statistic statistic : statistics) {
      String name = statistic.name();
      writes.add(whole(statistic, Regions.values(tensors, name, statistic.shape())));
      if (isQueue(statistic)) {
        writes.add(oldest(statistic, RowQueue.cursor(tensors, name, statistic.shape()[0])));
      }
    }
    return writes;
  }

  /**
   * Those that are among the tensors.
   *
   * @throws IllegalArgumentException in one line, if one has another shape
   */
  List<Regions.Write> loaded(Map<String, Tensor> tensors) {
    return statistics.stream()
        .filter(statistic -> tensors.containsKey(statistic.name()))
        .map(s -> whole(s, Regions.values(tensors, s.name(), s.shape())))
        .toList();
  }
}

package dev.attune.experiments.pretraining;

import dev.attune.augmentation.Seeds;
import dev.attune.engine.Batch;
import dev.attune.experiments.modality.Items;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Makes a batch for all tasks of a run, each under its name. Safe for any number of threads.
 *
 * @param <W> the kind of item
 */
final class TaskBatches<W extends Writable> {

  /** The half of a method that makes its arrays. */
  interface Rows<W extends Writable> {
    Batch of(List<? extends Example<W>> examples, Tensors<W> tensors);
  }

  /**
   * A task's.
   *
   * @param name of the task
   */
  record TaskRows<W extends Writable>(String name, Rows<W> rows) {}

  private final PretrainingData data;
  private final Items<W> items;
  private final Tensors<W> tensors;
  private final List<TaskRows<W>> tasks;
  private final Seeds seeds;

  TaskBatches(PretrainingData data, Items<W> items, List<TaskRows<W>> tasks, Seeds seeds) {
    this.data = data;
    this.items = items;
    this.tensors = items.tensors(data.classes().size());
    this.tasks = List.copyOf(tasks);
    this.seeds = seeds;
  }

  /** The batch of some items, by their positions. */
  Batch of(long epoch, int... positions) {
    Map<String, float[]> floats = new LinkedHashMap<>();
    Map<String, int[]> integers = new LinkedHashMap<>();
    for (int task = 0; task < tasks.size(); task++) {
      List<ItemExample<W>> examples = new ArrayList<>();
      for (int position : positions) {
        examples.add(
            new ItemExample<>(
                items, data.data().item(position), seeds, epoch, task, data.seenLabel(position)));
      }
      Batch batch = tasks.get(task).rows().of(examples, tensors).under(tasks.get(task).name());
      floats.putAll(batch.floats());
      integers.putAll(batch.integers());
    }
    return new Batch(positions.length, floats, integers);
  }
}

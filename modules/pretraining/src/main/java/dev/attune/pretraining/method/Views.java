package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.Parts;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Several views of each item.
 *
 * @param global views under the run's augmentations
 * @param local views under its augmentations for local ones
 */
record Views(int global, int local) {
  /** Two views, as most methods have. */
  static final Views TWO = new Views(2, 0);

  private static final String SINGLE = "view";
  private static final String GLOBAL = "views.";
  private static final String LOCAL = "crops.";

  /** Inputs of all views, the global ones first. */
  List<Map<String, Value>> inputs(TaskGraph task) {
    List<Map<String, Value>> inputs = new ArrayList<>();
    for (int view = 0; view < global; view++) {
      inputs.add(task.inputs(GLOBAL + view));
    }
    for (int crop = 0; crop < local; crop++) {
      inputs.add(task.inputs(LOCAL + crop));
    }
    return inputs;
  }

  <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return parts(examples, tensors).batch();
  }

  <W extends Writable> Parts parts(List<? extends Example<W>> examples, Tensors<W> tensors) {
    Parts parts = new Parts(examples.size());
    for (int i = 0; i < global; i++) {
      int view = i;
      parts.with(GLOBAL + i, tensors.of(examples.stream().map(e -> e.view(view)).toList()));
    }
    for (int i = 0; i < local; i++) {
      int crop = i;
      parts.with(LOCAL + i, tensors.of(examples.stream().map(e -> e.crop(crop)).toList()));
    }
    return parts;
  }

  /** Name of the part of a method that sees an item once. */
  static String only() {
    return SINGLE;
  }

  /** That part: each item under the run's augmentations. */
  static <W extends Writable> Parts single(
      List<? extends Example<W>> examples, Tensors<W> tensors) {
    return single(tensors, examples.stream().map(example -> example.view(0)).toList());
  }

  /** That part, of items as they are. */
  static <W extends Writable> Parts single(Tensors<W> tensors, List<W> items) {
    return new Parts(items.size()).with(SINGLE, tensors.of(items));
  }
}

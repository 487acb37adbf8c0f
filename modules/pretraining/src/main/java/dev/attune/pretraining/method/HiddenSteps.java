package dev.attune.pretraining.method;

import dev.attune.augmentation.HiddenSpans;
import dev.attune.engine.Batch;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Writable;

/** Steps of an encoder that it does not see. */
final class HiddenSteps {
  private static final String SEEN = "seen";

  private HiddenSteps() {}

  /**
   * The steps that are seen, as the batch says.
   *
   * @param real [rows, steps], 1 for a step, 0 for padding
   * @return [rows, steps], 1 for a step that is seen, else 0
   */
  static Value seen(TaskGraph task, SequenceEncoder encoder, Value real) {
    return Arithmetic.multiply(real, task.own().input(SEEN, task.rows(), encoder.length()));
  }

  /** Each item under the run's augmentations, some of its steps hidden. */
  static <W extends Writable> Batch batch(
      HiddenSpans hidden, List<? extends Example<W>> examples, Tensors<W> tensors) {
    List<W> items = new ArrayList<>();
    float[] seen = new float[examples.size() * tensors.length()];
    for (int row = 0; row < examples.size(); row++) {
      W item = examples.get(row).view(0);
      items.add(item);
      RandomGenerator random = examples.get(row).random();
      boolean[] shown = hidden.seen(tensors.steps(item), random);
      for (int step = 0; step < shown.length; step++) {
        seen[row * tensors.length() + step] = shown[step] ? 1 : 0;
      }
    }
    return Views.single(tensors, items).with(SEEN, seen).batch();
  }
}

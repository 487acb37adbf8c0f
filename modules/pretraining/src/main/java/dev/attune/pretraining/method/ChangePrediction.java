package dev.attune.pretraining.method;

import dev.attune.augmentation.Transformations;
import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.head.Head;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.writable.Writable;

/** Telling which of some changes was made to an item: what rotation, puzzles and orders share. */
final class ChangePrediction {
  private static final String WHICH = "which";

  private ChangePrediction() {}

  static void requireHidden(int hidden) {
    if (hidden < 1) {
      throw new IllegalArgumentException("hidden: expected 1 or more, found " + hidden);
    }
  }

  /**
   * Cross entropy over the changes.
   *
   * @param hidden width of the layer between the encoder and the classes
   */
  static MethodLoss loss(TaskGraph task, int changes, int hidden) {
    Value encoded = task.encode(task.inputs(Views.only()));
    Head head = new Head(2, hidden, changes, false, false);
    Value logits = head.apply(task.own().at("classifier"), encoded);
    Value which = task.own().input(WHICH, task.rows(), changes);
    return MethodLoss.of(CrossEntropy.mean(logits, which), Spread.of(encoded), Math.log(changes));
  }

  /** Each item under the run's augmentations, then under a change of its own. */
  static <W extends Writable> Batch batch(
      Transformations<W> changes, List<? extends Example<W>> examples, Tensors<W> tensors) {
    int count = changes.count();
    List<W> items = new ArrayList<>();
    float[] which = new float[examples.size() * count];
    for (int row = 0; row < examples.size(); row++) {
      int drawn = examples.get(row).random().nextInt(count);
      which[row * count + drawn] = 1;
      items.add(changes.apply(examples.get(row).view(0), drawn));
    }
    return Views.single(tensors, items).with(WHICH, which).batch();
  }
}

package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.graph.layer.Linear;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;
import org.datavec.api.writable.Writable;

/**
 * Labels, where items have them: a linear map behind the encoder and the cross entropy of its
 * softmax. What a method without labels is compared with, and what fine-tunes it. Items without a
 * label count for nothing.
 *
 * @param smoothing share of the target spread over all classes (arXiv:1512.00567); 0 for none
 */
public record Classification(double smoothing) implements AnyMethod {
  /** Where the linear map stands under the task's name. */
  public static final String CLASSIFIER = "classifier";

  private static final String LABELS = "labels";
  private static final String LABELLED = "labelled";

  public Classification {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing: expected 0 ≤ value < 1, found " + smoothing);
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    if (task.classes() < 2) {
      throw new IllegalArgumentException(
          "classification: expected items of 2 classes or more, found " + task.classes());
    }
    Value encoded = task.encode(task.inputs(Views.only()));
    Value logits = logits(task, encoded);
    Value labels = task.own().input(LABELS, task.rows(), task.classes());
    Value labelled = task.own().input(LABELLED, task.rows());
    Value loss = CrossEntropy.mean(logits, labels, labelled);
    return MethodLoss.of(loss, Spread.of(encoded), Math.log(task.classes()));
  }

  /** The linear map: [rows, width] → [rows, classes]. */
  public static Value logits(TaskGraph task, Value encoded) {
    return Linear.of(task.classes()).apply(task.own().at(CLASSIFIER), encoded);
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    int classes = tensors.classes();
    float[] labels = new float[examples.size() * classes];
    float[] labelled = new float[examples.size()];
    for (int row = 0; row < labelled.length; row++) {
      if (examples.get(row).label().isPresent()) {
        labelled[row] = 1;
        for (int c = 0; c < classes; c++) {
          labels[row * classes + c] = (float) (smoothing / classes);
        }
        labels[row * classes + examples.get(row).label().getAsInt()] += (float) (1 - smoothing);
      }
    }
    return Views.single(examples, tensors).with(LABELS, labels).with(LABELLED, labelled).batch();
  }
}

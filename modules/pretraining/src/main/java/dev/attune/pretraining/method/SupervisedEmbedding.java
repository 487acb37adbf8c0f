package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Shaping;
import dev.attune.objectives.SupervisedContrast;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.head.Head;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.datavec.api.writable.Writable;

/**
 * Supervised contrastive learning (arXiv:2004.11362): two views of each item; all views of one
 * class are partners, those of an item without a label are each other's alone.
 *
 * @param contrast its temperature
 * @param projector thrown away afterwards
 */
public record SupervisedEmbedding(SupervisedContrast contrast, Head projector)
    implements AnyMethod {
  private static final String SAME = "same";

  @Override
  public MethodLoss loss(TaskGraph task) {
    task.requireRows("supervised_contrast", 2);
    List<Map<String, Value>> views = Views.TWO.inputs(task);
    Value first = task.encode(views.get(0));
    Value second = task.encode(views.get(1));
    Value both = Shaping.concat(0, first, second);
    Value same = task.own().input(SAME, task.rows(), 4L * task.rows());
    Value square = Shaping.reshape(same, 2L * task.rows(), 2L * task.rows());
    Value projected = projector.apply(task.own().at("projector"), both);
    return MethodLoss.of(
        contrast.loss(projected, square), Spread.of(first), Math.log(2.0 * task.rows() - 1));
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    int rows = examples.size();
    float[] same = new float[4 * rows * rows];
    for (int i = 0; i < 2 * rows; i++) {
      for (int j = 0; j < 2 * rows; j++) {
        OptionalInt label = examples.get(i % rows).label();
        boolean one = i % rows == j % rows;
        boolean other = label.isPresent() && label.equals(examples.get(j % rows).label());
        same[i * 2 * rows + j] = one || other ? 1 : 0;
      }
    }
    return Views.TWO.parts(examples, tensors).with(SAME, same).batch();
  }
}

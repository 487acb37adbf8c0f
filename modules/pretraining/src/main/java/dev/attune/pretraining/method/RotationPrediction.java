package dev.attune.pretraining.method;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.augmentation.image.QuarterTurns;
import dev.attune.engine.Batch;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.ImageMethod;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;

/**
 * Rotation (arXiv:1803.07728): by how many quarter turns was the picture turned? The paper shows
 * all four turns of an item in one batch; here each item is shown one.
 *
 * @param hidden width of the layer before the four classes
 */
public record RotationPrediction(int hidden) implements ImageMethod {

  public RotationPrediction {
    ChangePrediction.requireHidden(hidden);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    return ChangePrediction.loss(task, new QuarterTurns().count(), hidden);
  }

  @Override
  public Batch batch(
      List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors) {
    return ChangePrediction.batch(new QuarterTurns(), examples, tensors);
  }
}

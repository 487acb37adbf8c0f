package dev.attune.pretraining.method;

import dev.attune.augmentation.Permutations;
import dev.attune.augmentation.audio.SegmentOrders;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.pretraining.AudioMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;

/**
 * Order of segments: in which of some orders, far apart from each other, were the stretches of a
 * sound put? The jigsaw (arXiv:1603.09246) along time.
 *
 * @param segments of a sound, 2 to 16
 * @param permutations how many orders, chosen by maximal Hamming distance
 * @param hidden width of the layer before the classes
 */
public record SegmentOrder(int segments, int permutations, int hidden) implements AudioMethod {

  public SegmentOrder {
    ChangePrediction.requireHidden(hidden);
    if (segments < 2 || segments > Permutations.MAX_PARTS) {
      throw new IllegalArgumentException(
          "segments: expected 2 to %d, found %d".formatted(Permutations.MAX_PARTS, segments));
    }
    if (permutations < 2) {
      throw new IllegalArgumentException("permutations: expected 2 or more, found " + permutations);
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    return ChangePrediction.loss(task, permutations, hidden);
  }

  @Override
  public Batch batch(
      List<? extends Example<SpectrogramWritable>> examples, Tensors<SpectrogramWritable> tensors) {
    return prepared(List.of()).batch(examples, tensors);
  }

  /** With the orders chosen. */
  @Override
  public AudioMethod prepared(Iterable<SpectrogramWritable> training) {
    SegmentOrders orders =
        new SegmentOrders(segments, Permutations.of(segments, permutations, Jigsaw.SEED));
    SegmentOrder settings = this;
    return new AudioMethod() {
      @Override
      public MethodLoss loss(TaskGraph task) {
        return settings.loss(task);
      }

      @Override
      public Batch batch(
          List<? extends Example<SpectrogramWritable>> examples,
          Tensors<SpectrogramWritable> tensors) {
        return ChangePrediction.batch(orders, examples, tensors);
      }
    };
  }
}

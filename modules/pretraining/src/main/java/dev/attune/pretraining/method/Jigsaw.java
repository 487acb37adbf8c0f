package dev.attune.pretraining.method;

import dev.attune.augmentation.Permutations;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.augmentation.image.TileOrders;
import dev.attune.engine.Batch;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.ImageMethod;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;

/**
 * Jigsaw (arXiv:1603.09246): in which of some orders, far apart from each other, were the picture's
 * tiles put? The tiles stand in one picture as in arXiv:1903.06864, where the paper reads each by a
 * network of its own, so that any encoder can learn by it.
 *
 * @param grid tiles to a side, 2 to 4
 * @param permutations how many orders, chosen by maximal Hamming distance
 * @param hidden width of the layer before the classes
 */
public record Jigsaw(int grid, int permutations, int hidden) implements ImageMethod {
  /** Orders are drawn once for all runs, so that losses of several seeds compare. */
  static final long SEED = 1;

  private static final int LARGEST_GRID = 4;

  public Jigsaw {
    ChangePrediction.requireHidden(hidden);
    if (grid < 2 || grid > LARGEST_GRID) {
      throw new IllegalArgumentException(
          "grid: expected 2 to %d, found %d".formatted(LARGEST_GRID, grid));
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
      List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors) {
    return prepared(List.of()).batch(examples, tensors);
  }

  /** With the orders chosen. */
  @Override
  public ImageMethod prepared(Iterable<PixelsWritable> training) {
    TileOrders orders = new TileOrders(grid, Permutations.of(grid * grid, permutations, SEED));
    Jigsaw settings = this;
    return new ImageMethod() {
      @Override
      public MethodLoss loss(TaskGraph task) {
        return settings.loss(task);
      }

      @Override
      public Batch batch(
          List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors) {
        return ChangePrediction.batch(orders, examples, tensors);
      }
    };
  }
}

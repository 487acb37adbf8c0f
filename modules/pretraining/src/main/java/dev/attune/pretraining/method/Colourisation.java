package dev.attune.pretraining.method;

import dev.attune.augmentation.image.ColourClasses;
import dev.attune.augmentation.image.LabColours;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.CrossEntropy;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.ImageMethod;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Colourisation (arXiv:1603.08511): the encoder sees a picture's lightness, as a grey picture, and
 * has to tell the colours of its places. A place is a quarter of a patch, its colour the mean one,
 * as a class of the a,b plane; the paper spreads a colour over the five nearest classes.
 *
 * <p>The loss is the cross entropy over classes, weighted so that rare colours count more: by their
 * frequency in the training pictures, see {@link ColourClasses#weights}. Before {@link #prepared}
 * all count the same.
 *
 * @param bin side of a class in units of a and b, 5 to 50; the paper's 10, more for little data
 * @param evenShare how evenly colours count: the paper's 0.5, and 1 for all the same
 */
public record Colourisation(int bin, double evenShare) implements ImageMethod {
  private static final String NAME = "colourisation";
  private static final String COLOURS = "colours";

  /** Training pictures whose colours are counted, and about as many pixels of each. */
  private static final int PICTURES = 4096;

  private static final int PIXELS = 1024;

  public Colourisation {
    if (bin < 5 || bin > 50) {
      throw new IllegalArgumentException("bin: expected 5 to 50, found " + bin);
    }
    if (!(evenShare > 0 && evenShare <= 1)) {
      throw new IllegalArgumentException(
          "even_share: expected more than 0 and at most 1, found " + evenShare);
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    return loss(task, ColourClasses.of(bin).count());
  }

  private static MethodLoss loss(TaskGraph task, int classes) {
    PatchEncoder encoder = task.as(PatchEncoder.class, NAME, "patches");
    Map<String, Value> inputs = task.inputs(Views.only());
    EncodedSequence read = encoder.read(task.graph(), inputs);
    long cells = (long) encoder.length() * ColourCells.PER_PATCH;
    Value logits =
        Linear.of((long) ColourCells.PER_PATCH * classes)
            .apply(task.own().at("classifier"), read.steps());
    logits = Shaping.reshape(logits, task.rows(), cells, classes);
    // Each target holds its colour's weight in place of a 1.
    Value colours = task.own().input(COLOURS, task.rows(), cells, classes);
    Value sum = Reductions.sum(CrossEntropy.rows(logits, colours), false);
    Value loss = Arithmetic.divide(sum, Reductions.sum(colours, false));
    return MethodLoss.of(loss, Spread.of(read.pooled()), Math.log(classes));
  }

  @Override
  public Batch batch(
      List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors) {
    return prepared(List.of()).batch(examples, tensors);
  }

  /**
   * With the classes worked out, and the weights of those that the training pictures have.
   *
   * @throws IllegalArgumentException if the pictures have no colours
   */
  @Override
  public ImageMethod prepared(Iterable<PixelsWritable> training) {
    ColourClasses classes = ColourClasses.of(bin);
    double[] weights = weights(classes, training);
    return new ImageMethod() {
      @Override
      public MethodLoss loss(TaskGraph task) {
        return Colourisation.loss(task, classes.count());
      }

      @Override
      public Batch batch(
          List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors) {
        return Colourisation.batch(classes, weights, examples, tensors);
      }
    };
  }

  private double[] weights(ColourClasses classes, Iterable<PixelsWritable> training) {
    long[] counts = new long[classes.count()];
    int pictures = 0;
    for (PixelsWritable picture : training) {
      count(classes, picture, counts);
      if (++pictures == PICTURES) {
        break;
      }
    }
    if (pictures == 0) {
      double[] same = new double[counts.length];
      Arrays.fill(same, 1);
      return same;
    }
    if (Arrays.stream(counts).filter(count -> count > 0).count() < 2) {
      throw new IllegalArgumentException(
          NAME + ": expected pictures of two colours or more, found one colour, such as grey");
    }
    return classes.weights(counts, evenShare);
  }

  private static void count(ColourClasses classes, PixelsWritable picture, long[] counts) {
    requireColours(picture);
    float[] values = picture.values();
    int plane = picture.height() * picture.width();
    // Odd, so that it does not meet the same columns of each row.
    int stride = plane / PIXELS | 1;
    for (int i = 0; i < plane; i += stride) {
      double[] lab = LabColours.toLab(values[i], values[plane + i], values[2 * plane + i]);
      counts[classes.nearest(lab[1], lab[2])]++;
    }
  }

  private static void requireColours(PixelsWritable picture) {
    if (picture.channels() != 3) {
      throw new IllegalArgumentException(
          NAME + ": expected pictures with colours, found one of a single channel");
    }
  }

  private static Batch batch(
      ColourClasses classes,
      double[] weights,
      List<? extends Example<PixelsWritable>> examples,
      Tensors<PixelsWritable> tensors) {
    int cells = tensors.length() * ColourCells.PER_PATCH;
    float[] colours = new float[examples.size() * cells * classes.count()];
    List<PixelsWritable> grey = new ArrayList<>();
    for (int row = 0; row < examples.size(); row++) {
      PixelsWritable picture = examples.get(row).view(0);
      requireColours(picture);
      ColourCells own = new ColourCells(picture);
      grey.add(own.grey());
      int[] found = own.of(classes, tensors.length());
      for (int cell = 0; cell < cells; cell++) {
        int at = (row * cells + cell) * classes.count() + found[cell];
        colours[at] = (float) weights[found[cell]];
      }
    }
    return Views.single(tensors, grey).with(COLOURS, colours).batch();
  }
}

package dev.attune.pretraining;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.datavec.api.writable.Writable;

/** Items, examples and runs small enough to follow by hand. */
final class Toys {
  static final String TASK = "toy";
  static final int ROWS = 8;
  static final int CLASSES = 3;
  static final int SIDE = 4;
  static final int WIDTH = 5;
  static final LinearTower TOWER = new LinearTower(SIDE * SIDE, WIDTH);
  static final Tensors<PixelsWritable> PIXELS = tensors(PixelsWritable::values);
  static final Tensors<SpectrogramWritable> SOUNDS = tensors(SpectrogramWritable::values);
  static final PretrainingSettings SETTINGS =
      new PretrainingSettings(new AdamWConfig(0.9, 0.98, 1e-6, 0), 1e6, 10, 7);

  private Toys() {}

  /** All of these tests run on each executor where the pom starts them twice. */
  static Executor executor() {
    return AvailableExecutors.open(System.getProperty("attune.test.executor", "cpu"));
  }

  /** A run of one method with the linear tower. */
  static TrainingSession open(Method method) {
    return executor().train(compiled(TOWER, method, ROWS).training());
  }

  static Pretraining.Compiled compiled(Encoder encoder, Method method, int rows) {
    List<Task> tasks = List.of(new Task(TASK, method, 1));
    return new Pretraining(encoder, tasks, CLASSES).training(rows, SETTINGS);
  }

  /** The rows of a batch whose items begin at a number. */
  static <W extends Writable> List<Drawn<W>> examples(long first, LongFunction<W> draw) {
    List<Drawn<W>> examples = new ArrayList<>();
    for (long item = first; item < first + ROWS; item++) {
      // The last of each batch has no label.
      boolean labelled = item < first + ROWS - 1;
      int label = (int) (item % CLASSES);
      OptionalInt known = labelled ? OptionalInt.of(label) : OptionalInt.empty();
      examples.add(new Drawn<>(item, known, draw));
    }
    return examples;
  }

  static Batch batch(AnyMethod method, long first) {
    return named(method.batch(examples(first, Toys::picture), PIXELS));
  }

  /** A method's batch under the task's name, as a run has it. */
  static Batch named(Batch batch) {
    return new Parts(batch.rows()).with(TASK, batch).batch();
  }

  /** An item of which every view is another draw. */
  record Drawn<W extends Writable>(long item, OptionalInt label, LongFunction<W> draw)
      implements Example<W> {
    private static final int VIEWS = 100;

    @Override
    public W view(int number) {
      return draw.apply(item * VIEWS + number);
    }

    @Override
    public W crop(int number) {
      return draw.apply(item * VIEWS + VIEWS / 2 + number);
    }

    @Override
    public W plain() {
      return draw.apply(item * VIEWS + VIEWS - 1);
    }

    @Override
    public RandomGenerator random() {
      return new SplittableRandom(item);
    }
  }

  static PixelsWritable picture(long draw) {
    return new PixelsWritable(values(draw, SIDE * SIDE), 1, SIDE, SIDE);
  }

  static SpectrogramWritable sound(long draw) {
    return new SpectrogramWritable(values(draw, SIDE * SIDE), SIDE, SIDE);
  }

  /** What all views of an item share, a slope that all items share, and noise. */
  static float[] values(long draw, int length) {
    SplittableRandom item = new SplittableRandom(draw / 100);
    SplittableRandom noise = new SplittableRandom(draw + 1_000_000);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      double slope = 0.3 * Math.floorDiv(i, SIDE) + 0.1 * (i % SIDE) - 0.6;
      values[i] = (float) (item.nextGaussian() + slope + 0.3 * noise.nextGaussian());
    }
    return values;
  }

  private static <W extends Writable> Tensors<W> tensors(Function<W, float[]> values) {
    return new Tensors<>() {
      @Override
      public Batch of(List<W> items) {
        float[] all = new float[items.size() * TOWER.inputs()];
        for (int row = 0; row < items.size(); row++) {
          float[] one = values.apply(items.get(row));
          System.arraycopy(one, 0, all, row * one.length, one.length);
        }
        return new Batch(items.size(), Map.of(LinearTower.INPUT, all), Map.of());
      }

      @Override
      public int length() {
        throw new AssertionError("a linear tower has no steps");
      }

      @Override
      public int steps(W item) {
        throw new AssertionError("a linear tower has no steps");
      }

      @Override
      public int classes() {
        return CLASSES;
      }
    };
  }

  /** Steps that leave the first weights behind. */
  static void train(TrainingSession session, int steps, double rate, LongFunction<Batch> batches) {
    IntStream.range(0, steps)
        .forEach(step -> session.step(List.of(batches.apply((long) step * ROWS)), step, rate));
  }
}

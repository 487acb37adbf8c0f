package dev.attune.pretraining;

import static dev.attune.pretraining.ByHand.crossEntropy;
import static dev.attune.pretraining.ByHand.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.pretraining.method.Jigsaw;
import dev.attune.pretraining.method.RotationPrediction;
import dev.attune.pretraining.method.SegmentOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Methods that tell which change was made to an item. */
class ChangeMethodsTest {
  private static final int ORDERS = 5;
  private static final int SIDE = Toys.SIDE;

  private static Batch turned(long first) {
    RotationPrediction method = new RotationPrediction(16);
    return Toys.named(method.batch(Toys.examples(first, Toys::picture), Toys.PIXELS));
  }

  private static final ImageMethod JIGSAW = new Jigsaw(2, ORDERS, 16).prepared(List.of());
  private static final AudioMethod ORDER = new SegmentOrder(4, ORDERS, 16).prepared(List.of());

  private static Batch puzzled(long first) {
    return Toys.named(JIGSAW.batch(Toys.examples(first, Toys::picture), Toys.PIXELS));
  }

  private static Batch shuffled(long first) {
    return Toys.named(ORDER.batch(Toys.examples(first, Toys::sound), Toys.SOUNDS));
  }

  /** The one class of each row. */
  private static int[] which(Batch batch, int classes) {
    float[] marks = batch.floats().get("toy.which");
    assertThat(marks).hasSize(Toys.ROWS * classes);
    int[] which = new int[Toys.ROWS];
    for (int row = 0; row < Toys.ROWS; row++) {
      float[] one = Arrays.copyOfRange(marks, row * classes, (row + 1) * classes);
      assertThat(one).containsOnlyOnce(1).contains(0);
      while (one[which[row]] == 0) {
        which[row]++;
      }
    }
    return which;
  }

  private static float[] shown(Batch batch, int row) {
    int from = row * SIDE * SIDE;
    return Arrays.copyOfRange(batch.floats().get("toy.view.pixels"), from, from + SIDE * SIDE);
  }

  private static float[] turnOnce(float... picture) {
    float[] turned = new float[picture.length];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        turned[(SIDE - 1 - x) * SIDE + y] = picture[y * SIDE + x];
      }
    }
    return turned;
  }

  @Test
  void theClassIsTheNumberOfQuarterTurns() {
    Set<Integer> seen = new HashSet<>();
    for (long first = 0; first < 40; first += Toys.ROWS) {
      Batch batch = turned(first);
      int[] which = which(batch, 4);
      for (int row = 0; row < Toys.ROWS; row++) {
        float[] expected = Toys.picture((first + row) * 100).values();
        for (int turn = 0; turn < which[row]; turn++) {
          expected = turnOnce(expected);
        }
        assertThat(shown(batch, row)).containsExactly(expected);
        seen.add(which[row]);
      }
    }
    assertThat(seen).hasSize(4);
  }

  /** One class is one order of the parts for all items, and no two classes are the same. */
  private static void classesAreOrders(
      LongFunction<Batch> batches, LongFunction<float[]> items, int[][] parts) {
    Map<Integer, List<Integer>> orders = new HashMap<>();
    for (long first = 0; first < 80; first += Toys.ROWS) {
      Batch batch = batches.apply(first);
      int[] which = which(batch, ORDERS);
      for (int row = 0; row < Toys.ROWS; row++) {
        float[] item = items.apply((first + row) * 100);
        List<Integer> order = order(item, shown(batch, row), parts);
        List<Integer> known = orders.putIfAbsent(which[row], order);
        assertThat(known == null || known.equals(order)).isTrue();
      }
    }
    assertThat(orders).hasSize(ORDERS);
    assertThat(new HashSet<>(orders.values())).hasSize(ORDERS);
  }

  /** Which part of the item stands at each place. */
  private static List<Integer> order(float[] item, float[] shown, int[][] parts) {
    return Arrays.stream(parts)
        .map(
            place -> {
              int part = 0;
              while (!holds(item, parts[part], shown, place)) {
                part++;
              }
              return part;
            })
        .toList();
  }

  private static boolean holds(float[] item, int[] part, float[] shown, int[] place) {
    for (int i = 0; i < part.length; i++) {
      if (item[part[i]] != shown[place[i]]) {
        return false;
      }
    }
    return true;
  }

  @Test
  void theClassIsTheOrderOfTheTiles() {
    int[][] tiles = {{0, 1, 4, 5}, {2, 3, 6, 7}, {8, 9, 12, 13}, {10, 11, 14, 15}};
    classesAreOrders(ChangeMethodsTest::puzzled, draw -> Toys.picture(draw).values(), tiles);
  }

  @Test
  void theClassIsTheOrderOfTheSegments() {
    int[][] segments = {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {12, 13, 14, 15}};
    classesAreOrders(ChangeMethodsTest::shuffled, draw -> Toys.sound(draw).values(), segments);
  }

  /** A last layer of zeros. */
  private static void hasTheLogarithmAtChance(Method method, int classes, Batch batch) {
    try (TrainingSession session = Toys.open(method)) {
      Map<String, Tensor> last = new TreeMap<>(session.weights());
      last.keySet().removeIf(name -> !name.contains("classifier.1"));
      last.replaceAll((name, v) -> new Tensor(v.shape(), new float[v.values().length]));
      assertThat(session.load(last)).isEqualTo(2);
      assertThat(session.step(List.of(batch), 0, 0).loss())
          .isCloseTo(Math.log(classes), within(1e-6));
    }
  }

  /** At the start near ln classes, always the loop's, and lower after some steps. */
  private static void learns(Method method, int classes, LongFunction<Batch> batches) {
    hasTheLogarithmAtChance(method, classes, batches.apply(0));
    try (TrainingSession session = Toys.open(method)) {
      double first = session.step(List.of(batches.apply(0)), 0, 0).loss();
      assertThat(first).isCloseTo(Math.log(classes), within(0.03 * Math.log(classes)));
      assertThat(Toys.compiled(Toys.TOWER, method, Toys.ROWS).chance())
          .isEqualTo(Map.of("loss", Math.log(classes)));
      for (int step = 0; step < 60; step++) {
        session.step(List.of(batches.apply(8L * (step % 3))), step, 0.02);
      }
      Batch batch = batches.apply(0);
      ByHand hand = new ByHand(session.weights(), batch);
      double[][] logits = hand.head("classifier", 2, hand.encode("view"));
      int[] which = which(batch, classes);
      double expected = 0;
      for (int row = 0; row < Toys.ROWS; row++) {
        double[] targets = new double[classes];
        targets[which[row]] = 1;
        expected += crossEntropy(softmax(1, logits[row]), targets) / Toys.ROWS;
      }
      double last = session.step(List.of(batch), 60, 0).loss();
      assertThat(last).isCloseTo(expected, within(1e-4)).isLessThan(0.5 * first);
    }
  }

  @Test
  void turnsAreLearnt() {
    learns(new RotationPrediction(16), 4, ChangeMethodsTest::turned);
  }

  @Test
  void ordersOfTilesAreLearnt() {
    learns(JIGSAW, ORDERS, ChangeMethodsTest::puzzled);
  }

  @Test
  void ordersOfSegmentsAreLearnt() {
    learns(ORDER, ORDERS, ChangeMethodsTest::shuffled);
  }

  @Test
  void whatIsNotPreparedGivesTheSameBatches() {
    Batch jigsaw = new Jigsaw(2, ORDERS, 3).batch(Toys.examples(8, Toys::picture), Toys.PIXELS);
    assertThat(jigsaw.floats().get("which")).containsExactly(puzzled(8).floats().get("toy.which"));
    Batch order = new SegmentOrder(4, ORDERS, 3).batch(Toys.examples(8, Toys::sound), Toys.SOUNDS);
    assertThat(order.floats().get("view.pixels"))
        .isEqualTo(shuffled(8).floats().get("toy.view.pixels"));
  }

  @Test
  void itemsThatCannotBeCutOrTurnedAreNamed() {
    LongFunction<PixelsWritable> tiny = draw -> new PixelsWritable(new float[3], 1, 1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JIGSAW.batch(Toys.examples(0, tiny), Toys.PIXELS))
        .withMessage(
            "tile_orders: expected a picture of at least 2 by 2 pixels,"
                + " found PixelsWritable[1, 1, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RotationPrediction(4).batch(Toys.examples(0, tiny), Toys.PIXELS))
        .withMessage("quarter_turns: expected a square picture, found PixelsWritable[1, 1, 3]");
    LongFunction<SpectrogramWritable> brief = draw -> new SpectrogramWritable(new float[6], 3, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ORDER.batch(Toys.examples(0, brief), Toys.SOUNDS))
        .withMessage("segment_orders: expected at least 4 frames, found SpectrogramWritable[3, 2]");
  }
}

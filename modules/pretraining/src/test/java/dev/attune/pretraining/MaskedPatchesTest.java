package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.HiddenSpans;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.pretraining.method.MaskedPatches;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Masked autoencoders (arXiv:2111.06377): what is hidden, and what the loss is over. */
class MaskedPatchesTest {
  private static final int LENGTH = 6;
  private static final int ELEMENTS = 4;
  private static final RowTower TOWER = new RowTower(LENGTH, ELEMENTS, 8);
  private static final String SEEN = "toy.seen";
  private static final String PIXELS = "toy.view.pixels";
  private static final String MASK = "toy.view.mask";

  private static MaskedPatches method(boolean normalised) {
    return new MaskedPatches(new HiddenSpans(0.6, 2), normalised, new PatchDecoder(8, 1, 2, 0));
  }

  /** Pictures of five or six rows; the rest is padding. */
  private static final Tensors<PixelsWritable> TENSORS =
      new Tensors<>() {
        @Override
        public Batch of(List<PixelsWritable> items) {
          float[] pixels = new float[items.size() * LENGTH * ELEMENTS];
          float[] mask = new float[items.size() * LENGTH];
          for (int row = 0; row < items.size(); row++) {
            items.get(row).copyTo(pixels, row * LENGTH * ELEMENTS);
            Arrays.fill(mask, row * LENGTH, row * LENGTH + steps(items.get(row)), 1);
          }
          return new Batch(
              items.size(), Map.of(RowTower.PIXELS, pixels, RowTower.MASK, mask), Map.of());
        }

        @Override
        public int length() {
          return LENGTH;
        }

        @Override
        public int steps(PixelsWritable item) {
          return item.height();
        }

        @Override
        public int classes() {
          return 0;
        }
      };

  private static PixelsWritable picture(long draw) {
    int height = draw / 100 % 3 == 0 ? LENGTH - 1 : LENGTH;
    return new PixelsWritable(Toys.values(draw, height * ELEMENTS), 1, height, ELEMENTS);
  }

  private static Batch batch(long first) {
    return Toys.named(
        method(false).batch(Toys.examples(first, MaskedPatchesTest::picture), TENSORS));
  }

  private static TrainingSession open(boolean normalised) {
    return Toys.executor().train(Toys.compiled(TOWER, method(normalised), Toys.ROWS).training());
  }

  /** Far from their small first values, so that what is attended to shows. */
  private static Map<String, Tensor> strong(TrainingSession session) {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, Tensor> weights = new TreeMap<>(session.weights());
    weights.replaceAll(
        (name, tensor) -> {
          float[] values = tensor.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.3 * random.nextGaussian());
          }
          return new Tensor(tensor.shape(), values);
        });
    return weights;
  }

  @Test
  void eachRowHidesItsShareOfItsRealPatches() {
    Batch batch = batch(0);
    float[] seen = batch.floats().get(SEEN);
    float[] mask = batch.floats().get(MASK);
    for (int row = 0; row < Toys.ROWS; row++) {
      int real = 0;
      int hidden = 0;
      for (int i = row * LENGTH; i < (row + 1) * LENGTH; i++) {
        real += (int) mask[i];
        hidden += (int) (mask[i] * (1 - seen[i]));
        assertThat(seen[i]).as("padding is not seen").isLessThanOrEqualTo(mask[i]);
      }
      assertThat(real).isEqualTo(row % 3 == 0 ? LENGTH - 1 : LENGTH);
      assertThat(hidden).isEqualTo(Math.round(0.6f * real));
    }
  }

  /** The batch with all hidden patches filled with a value. */
  private static Batch filled(Batch batch, float value) {
    float[] pixels = batch.floats().get(PIXELS).clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = batch.floats().get(SEEN)[i / ELEMENTS] == 0 ? value : pixels[i];
    }
    Map<String, float[]> floats = new HashMap<>(batch.floats());
    floats.put(PIXELS, pixels);
    return new Batch(batch.rows(), floats, Map.of());
  }

  @Test
  void whatIsHiddenReachesNeitherTheEncoderNorTheDecoder() {
    try (TrainingSession session = open(false)) {
      session.load(strong(session));
      double[] losses = new double[3];
      double[] spreads = new double[3];
      for (int value = 0; value < 3; value++) {
        StepResult result = session.step(List.of(filled(batch(0), 3 * value)), value, 0);
        losses[value] = result.loss();
        spreads[value] = result.reported().get("spread");
      }
      assertThat(spreads).containsOnly(spreads[0]);
      // (p − c)² over a prediction p that does not move with c: its second difference is 2·3².
      double second = losses[2] - 2 * losses[1] + losses[0];
      assertThat(second).isCloseTo(18, within(1e-4));
    }
  }

  @Test
  void whatIsSeenIsUsedToPredict() {
    try (TrainingSession session = open(false)) {
      session.load(strong(session));
      Batch one = filled(batch(0), 1);
      Map<String, float[]> floats = new HashMap<>(one.floats());
      float[] pixels = floats.get(PIXELS).clone();
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += floats.get(SEEN)[i / ELEMENTS];
      }
      floats.put(PIXELS, pixels);
      double before = session.step(List.of(one), 0, 0).loss();
      double after = session.step(List.of(new Batch(one.rows(), floats, Map.of())), 1, 0).loss();
      assertThat(Math.abs(after - before)).isGreaterThan(1e-3);
    }
  }

  /** The mean squared distance of hidden patches alone from one value. */
  private static double slow(Batch batch, boolean normalised, double predicted) {
    double sum = 0;
    int count = 0;
    for (int patch = 0; patch < Toys.ROWS * LENGTH; patch++) {
      if (batch.floats().get(MASK)[patch] == 1 && batch.floats().get(SEEN)[patch] == 0) {
        double[] target = new double[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
          target[i] = batch.floats().get(PIXELS)[patch * ELEMENTS + i];
        }
        target = normalised ? standardised(target) : target;
        sum += Arrays.stream(target).map(t -> (t - predicted) * (t - predicted)).sum() / ELEMENTS;
        count++;
      }
    }
    return sum / count;
  }

  private static double[] standardised(double... patch) {
    double mean = Arrays.stream(patch).average().orElseThrow();
    double variance = Arrays.stream(patch).map(x -> (x - mean) * (x - mean)).sum() / patch.length;
    return Arrays.stream(patch).map(x -> (x - mean) / Math.sqrt(variance + 1e-6)).toArray();
  }

  @Test
  void theLossIsOverHiddenPatchesAlone() {
    for (boolean normalised : List.of(false, true)) {
      try (TrainingSession session = open(normalised)) {
        // A decoder that answers a half whatever it is shown.
        float[] half = new float[ELEMENTS];
        Arrays.fill(half, 0.5f);
        session.load(
            Map.of(
                "toy.decoder.elements.weight",
                new Tensor(new long[] {8, ELEMENTS}, new float[8 * ELEMENTS]),
                "toy.decoder.elements.bias",
                new Tensor(new long[] {ELEMENTS}, half)));
        double loss = session.step(List.of(batch(3)), 0, 0).loss();
        assertThat(loss).isCloseTo(slow(batch(3), normalised, 0.5), within(1e-5));
      }
    }
  }

  @Test
  void trainingLowersTheLoss() {
    try (TrainingSession session = open(true)) {
      double first = session.step(List.of(batch(0)), 0, 0).loss();
      for (int step = 0; step < 60; step++) {
        session.step(List.of(batch(0)), step, 0.01);
      }
      assertThat(session.step(List.of(batch(0)), 60, 0).loss()).isLessThan(0.7 * first);
    }
  }

  @Test
  void anEncoderWithoutPatchesIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Toys.compiled(Toys.TOWER, method(true), Toys.ROWS))
        .withMessage(
            "masked_patches: expected an encoder with patches, such as a transformer,"
                + " found LinearTower");
  }

  @Test
  void aShareThatHidesNothingOrAllIsRefused() {
    for (double share : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new HiddenSpans(share, 1))
          .withMessage("share: expected more than 0 and less than 1, found " + share);
    }
  }
}

package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ContrastivePredictionTest {
  private static final int LENGTH = 8;
  private static final int WIDTH = 5;
  private static final ToyPatches ENCODER = ToyPatches.of(LENGTH, ToySounds.BANDS, true);
  private static final List<SpectrogramWritable> SOUNDS = ToySounds.of(1, 8, 6, 4, 3);

  private static ContrastivePrediction method(int positions) {
    return new ContrastivePrediction(3, WIDTH, positions, 0.2);
  }

  private static SequenceRuns runs(int positions) {
    return new SequenceRuns(ENCODER, method(positions), SOUNDS.size());
  }

  private static Batch batch(int positions, List<SpectrogramWritable> sounds) {
    return method(positions).batch(SequenceRuns.examples(sounds), ENCODER.ofSounds());
  }

  /** Row and step from which is predicted. */
  private record Place(int row, int step) {}

  private static List<Place> places(Batch batch, int slots) {
    List<Place> places = new ArrayList<>();
    float[] chosen = batch.floats().get("chosen");
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] == 1) {
        places.add(new Place(i / (slots * LENGTH), i % LENGTH));
      }
    }
    return places;
  }

  private static double[] patch(Map<String, Tensor> weights, Place at, int distance) {
    double[] values = new double[ToySounds.BANDS];
    for (int band = 0; band < values.length; band++) {
      values[band] = SOUNDS.get(at.row).values()[(at.step + distance) * ToySounds.BANDS + band];
    }
    double[] hidden = SlowLayers.gelu(SlowLayers.linear(weights, "task.patches.in", values));
    return SlowLayers.linear(weights, "task.patches.out", hidden);
  }

  private static double slow(Map<String, Tensor> weights, Tensor steps, List<Place> places) {
    double sum = 0;
    for (int distance = 1; distance <= 3; distance++) {
      for (int i = 0; i < places.size(); i++) {
        double[] context = SlowLayers.row(steps, places.get(i).row * LENGTH + places.get(i).step);
        double[] predicted = SlowLayers.linear(weights, "task.predictors." + distance, context);
        double[] logits = new double[places.size()];
        for (int j = 0; j < logits.length; j++) {
          logits[j] = SlowLayers.cosine(predicted, patch(weights, places.get(j), distance)) / 0.2;
        }
        sum += SlowLayers.crossEntropy(logits, i) / places.size() / 3;
      }
    }
    return sum;
  }

  private static void agrees(int positions, int slots, int expectedPlaces) {
    Map<String, Tensor> weights = runs(positions).weights(0.4);
    SequenceRuns.Built built = runs(positions).built();
    Batch batch = batch(positions, SOUNDS);
    Map<String, Tensor> run =
        built.run(
            batch,
            weights,
            Map.of("steps", ENCODER.read(built.graph(), built.part("view")).steps()));
    List<Place> places = places(batch, slots);

    assertThat(places).hasSize(expectedPlaces).doesNotHaveDuplicates();
    assertThat((double) run.get("loss").values()[0])
        .isCloseTo(slow(weights, run.get("steps"), places), within(1e-5));
  }

  @Test
  void lossIsTheMeanOverAllPlacesAndDistances() {
    agrees(99, 5, 5 + 3 + 1);
  }

  @Test
  void lossIsTheMeanOverTheDrawnPlaces() {
    agrees(2, 2, 2 + 2 + 1);
  }

  @Test
  void allAlikeGiveTheLogarithmOfTheCandidates() {
    List<SpectrogramWritable> sounds = ToySounds.of(2, 8, 8, 8, 8);
    Map<String, Tensor> weights = new TreeMap<>(runs(3).weights(0.4));
    weights.put("task.patches.out.weight", new Tensor(new long[] {5, 5}, new float[25]));

    assertThat(runs(3).built().loss().chance()).hasValue(Math.log(4 * 3));
    assertThat(runs(3).loss(batch(3, sounds), weights)).isCloseTo(Math.log(12), within(1e-5));
  }

  @Test
  void soundsThatAreAllTooShortHaveNoLoss() {
    Batch batch = batch(3, ToySounds.of(2, 3, 2, 1, 3));
    assertThat(runs(3).loss(batch, runs(3).weights(0.4))).isZero();
  }

  @Test
  void gradientsReachTheEncoder() {
    for (String name : List.of("patches.in.weight", "task.patches.in.weight")) {
      runs(99).gradientAgrees(batch(99, SOUNDS), runs(99).weights(0.4), name);
    }
  }

  @Test
  void learns() {
    double[] losses = runs(99).trained(batch(99, SOUNDS), 80, 1e-2);
    assertThat(losses[1]).isLessThan(0.6 * losses[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Map<String, Supplier<Object>> refused =
        Map.of(
            "ahead: expected 1 or more, found 0",
            () -> new ContrastivePrediction(0, 4, 2, 0.1),
            "width: expected 1 or more, found 0",
            () -> new ContrastivePrediction(1, 0, 2, 0.1),
            "positions: expected 1 or more, found 0",
            () -> new ContrastivePrediction(1, 4, 0, 0.1),
            "temperature: expected a finite number above 0, found 0.0",
            () -> new ContrastivePrediction(1, 4, 2, 0),
            "ahead: expected less than the encoder's 8 steps, found 8",
            () -> new SequenceRuns(ENCODER, new ContrastivePrediction(8, 4, 2, 0.1), 4).built(),
            "contrastive_prediction: expected a causal encoder,"
                + " found ToyPatches that sees later steps",
            () -> new SequenceRuns(ToyPatches.of(8, 3, false), method(2), 4).built());
    refused.forEach(
        (message, call) ->
            assertThatIllegalArgumentException().isThrownBy(call::get).withMessage(message));
  }
}

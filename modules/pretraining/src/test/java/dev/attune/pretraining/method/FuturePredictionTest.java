package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FuturePredictionTest {
  private static final int LENGTH = 7;
  private static final ToyPatches ENCODER = ToyPatches.of(LENGTH, ToySounds.BANDS, true);
  private static final FuturePrediction METHOD = new FuturePrediction(2);

  /** The last is too short to have a later step. */
  private static final List<SpectrogramWritable> SOUNDS = ToySounds.of(1, 7, 4, 2);

  private static final SequenceRuns RUNS = new SequenceRuns(ENCODER, METHOD, SOUNDS.size());

  private static Batch batch(List<SpectrogramWritable> sounds) {
    return METHOD.batch(SequenceRuns.examples(sounds), ENCODER.ofSounds());
  }

  private static Map<String, Tensor> run(Map<String, Tensor> weights, Batch batch) {
    SequenceRuns.Built built = RUNS.built();
    return built.run(
        batch, weights, Map.of("steps", ENCODER.read(built.graph(), built.part("view")).steps()));
  }

  /** Sum of the distances of the patches two steps later, from the vectors given. */
  private static double slow(
      Map<String, Tensor> weights, Tensor steps, List<SpectrogramWritable> sounds) {
    double sum = 0;
    for (int row = 0; row < sounds.size(); row++) {
      for (int later = 2; later < sounds.get(row).frames(); later++) {
        double[] vector = SlowLayers.row(steps, row * LENGTH + later - 2);
        double[] predicted = SlowLayers.linear(weights, "task.elements", vector);
        for (int band = 0; band < ToySounds.BANDS; band++) {
          float value = sounds.get(row).values()[later * ToySounds.BANDS + band];
          sum += Math.abs(predicted[band] - value) / ToySounds.BANDS;
        }
      }
    }
    return sum;
  }

  @Test
  void lossIsTheMeanDistanceOfTheLaterPatches() {
    Map<String, Tensor> weights = RUNS.weights(0.4);
    Map<String, Tensor> run = run(weights, batch(SOUNDS));
    double expected = slow(weights, run.get("steps"), SOUNDS) / (5 + 2);

    assertThat((double) run.get("loss").values()[0]).isCloseTo(expected, within(1e-5));
  }

  @Test
  void aLaterPatchChangesNoPredictionOfItself() {
    Map<String, Tensor> weights = RUNS.weights(0.4);
    Tensor before = run(weights, batch(SOUNDS)).get("steps");
    List<SpectrogramWritable> changed =
        List.of(ToySounds.changed(SOUNDS.get(0), 6, 9), SOUNDS.get(1), SOUNDS.get(2));
    Map<String, Tensor> after = run(weights, batch(changed));

    // By what the steps were before the change, the loss after it.
    assertThat((double) after.get("loss").values()[0])
        .isCloseTo(slow(weights, before, changed) / 7, within(1e-5));
    assertThat(after.get("steps")).isNotEqualTo(before);
  }

  @Test
  void gradientsReachTheEncoder() {
    RUNS.gradientAgrees(batch(SOUNDS), RUNS.weights(0.4), "patches.in.weight");
  }

  @Test
  void learns() {
    double[] losses = RUNS.trained(batch(SOUNDS), 80, 2e-2);
    assertThat(losses[1]).isLessThan(0.5 * losses[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Map<String, Supplier<Object>> refused =
        Map.of(
            "ahead: expected 1 or more, found 0",
            () -> new FuturePrediction(0),
            "ahead: expected less than the encoder's 7 steps, found 7",
            () -> new SequenceRuns(ENCODER, new FuturePrediction(7), 3).built(),
            "future_prediction: expected a causal encoder, found ToyPatches that sees later steps",
            () -> new SequenceRuns(ToyPatches.of(7, 3, false), METHOD, 3).built(),
            "future_prediction: expected one patch at each time, found 2",
            () -> new SequenceRuns(new ToyPatches(8, 3, 2, 6, true), METHOD, 3).built(),
            "future_prediction: expected an encoder with patches, such as a transformer,"
                + " found ToyText",
            () -> new SequenceRuns(new ToyText(7, 6, true), METHOD, 3).built());
    refused.forEach(
        (message, call) ->
            assertThatIllegalArgumentException().isThrownBy(call::get).withMessage(message));
  }
}

package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.HiddenSpans;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.graph.Differentiation;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.pretraining.Momentum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HiddenTargetsTest {
  private static final int LENGTH = 7;
  private static final int ROWS = 3;
  private static final HiddenSpans SPANS = new HiddenSpans(0.5, 2);
  private static final PatchDecoder PREDICTOR = new PatchDecoder(4, 1, 2, 0);
  private static final ToyPatches SOUND = ToyPatches.of(LENGTH, ToySounds.BANDS, false);
  private static final ToyText TEXT = new ToyText(LENGTH, 6, false);
  private static final List<SpectrogramWritable> SOUNDS = ToySounds.of(1, 7, 4, 1);
  private static final int[] STEPS = {7, 4, 1};

  private static HiddenTargets method(int layers) {
    return new HiddenTargets(SPANS, layers, new Momentum(0.9, 1), PREDICTOR);
  }

  private static SequenceRuns runs(SequenceEncoder encoder, int layers) {
    return new SequenceRuns(encoder, method(layers), ROWS);
  }

  private static Batch sounds(List<SpectrogramWritable> sounds) {
    return method(1).batch(SequenceRuns.examples(sounds), SOUND.ofSounds());
  }

  private static Batch texts() {
    return method(1)
        .batch(
            SequenceRuns.examples(
                List.of(ToyText.text(4, 5, 6, 7, 8), ToyText.text(9, 10), new TokensWritable(11))),
            TEXT.tensors());
  }

  private static Tensor predicted(Map<String, Tensor> run) {
    return run.get("predicted");
  }

  private static Map<String, Tensor> run(
      SequenceEncoder encoder, int layers, Batch batch, Map<String, Tensor> weights) {
    SequenceRuns.Built built = runs(encoder, layers).built();
    Map<String, Value> inputs = built.part("view");
    Value real = encoder.marks(inputs);
    Value seen = built.graph().inputs().get("task.seen");
    Value steps = encoder.read(built.graph(), inputs, seen).steps();
    Value predicted =
        PREDICTOR.predict(built.graph().at("task").at("predictor"), steps, seen, real, Map.of(), 6);
    List<Value> copy = encoder.read(built.graph().at("target").at("task"), inputs).layers();
    return built.run(
        batch, weights, Map.of("predicted", predicted, "first", copy.get(0), "last", copy.get(1)));
  }

  private static double[] target(Map<String, Tensor> run, int layers, int step) {
    double[] last = SlowLayers.standardise(SlowLayers.row(run.get("last"), step));
    if (layers == 2) {
      double[] first = SlowLayers.standardise(SlowLayers.row(run.get("first"), step));
      for (int i = 0; i < last.length; i++) {
        last[i] = (last[i] + first[i]) / 2;
      }
    }
    return SlowLayers.standardise(last);
  }

  private static double slow(Map<String, Tensor> run, int layers) {
    double sum = 0;
    int hidden = 0;
    for (int row = 0; row < ROWS; row++) {
      boolean[] seen = SPANS.seen(STEPS[row], new SplittableRandom(row));
      for (int step = 0; step < seen.length; step++) {
        if (!seen[step]) {
          double[] target = target(run, layers, row * LENGTH + step);
          double[] predicted = SlowLayers.row(predicted(run), row * LENGTH + step);
          for (int i = 0; i < 6; i++) {
            sum += (predicted[i] - target[i]) * (predicted[i] - target[i]) / 6;
          }
          hidden++;
        }
      }
    }
    assertThat(hidden).isEqualTo(4 + 2);
    return sum / hidden;
  }

  @Test
  void lossIsTheSquaredErrorOfTheCopysLayersWhereHidden() {
    for (int layers = 1; layers <= 2; layers++) {
      for (SequenceEncoder encoder : List.of(SOUND, TEXT)) {
        Batch batch = encoder == SOUND ? sounds(SOUNDS) : texts();
        Map<String, Tensor> run = run(encoder, layers, batch, runs(encoder, layers).weights(0.4));

        assertThat((double) run.get("loss").values()[0])
            .as("%d layers of %s", layers, encoder.name())
            .isCloseTo(slow(run, layers), within(1e-4));
      }
    }
  }

  @Test
  void whatIsHiddenChangesNoPrediction() {
    Map<String, Tensor> weights = runs(SOUND, 2).weights(0.4);
    Tensor before = predicted(run(SOUND, 2, sounds(SOUNDS), weights));
    boolean[] seen = SPANS.seen(7, new SplittableRandom(0));
    for (int frame = 0; frame < 7; frame++) {
      List<SpectrogramWritable> changed = new ArrayList<>(SOUNDS);
      changed.set(0, ToySounds.changed(SOUNDS.get(0), frame, 2));
      Map<String, Tensor> after = run(SOUND, 2, sounds(changed), weights);

      assertThat(predicted(after).equals(before)).as("frame %d", frame).isEqualTo(!seen[frame]);
    }
  }

  @Test
  void predictingNothingHasTheLossOne() {
    Map<String, Tensor> weights = new TreeMap<>(runs(SOUND, 2).weights(0.4));
    weights.put("task.predictor.elements.weight", new Tensor(new long[] {4, 6}, new float[24]));
    weights.put("task.predictor.elements.bias", new Tensor(new long[] {6}, new float[6]));

    assertThat(runs(SOUND, 2).loss(sounds(SOUNDS), weights)).isCloseTo(1, within(1e-3));
  }

  @Test
  void gradientsReachTheEncoderAndNotTheCopy() {
    Map<String, Tensor> weights = runs(SOUND, 2).weights(0.4);
    runs(SOUND, 2).gradientAgrees(sounds(SOUNDS), weights, "patches.in.weight");

    SequenceRuns.Built built = runs(SOUND, 2).built();
    List<Value> copy =
        built.graph().parameterValues().values().stream()
            .filter(value -> value.name().startsWith("target."))
            .toList();
    assertThat(copy).isNotEmpty();
    assertThat(Differentiation.gradients(built.loss().loss(), copy)).isEmpty();
    assertThat(method(2).momentum()).hasValue(new Momentum(0.9, 1));
  }

  @Test
  void learns() {
    double[] losses = runs(SOUND, 2).trained(sounds(SOUNDS), 80, 1e-2);
    assertThat(losses[1]).isLessThan(0.5 * losses[0]);
    losses = runs(TEXT, 2).trained(texts(), 80, 1e-2);
    assertThat(losses[1]).isLessThan(0.5 * losses[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method(0))
        .withMessage("layers: expected 1 or more, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runs(SOUND, 3).built())
        .withMessage("layers: expected 1 to the encoder's 2, found 3");
  }
}

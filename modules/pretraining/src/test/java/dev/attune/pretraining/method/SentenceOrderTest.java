package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentenceOrderTest {
  private static final int ROWS = 16;
  private static final int CONTEXT = 6;
  private static final ToyText ENCODER = new ToyText(CONTEXT, 6, false);
  private static final SentenceOrder METHOD = new SentenceOrder(8);
  private static final SequenceRuns RUNS = new SequenceRuns(ENCODER, METHOD, ROWS);

  private static Batch batch(TokensWritable text) {
    List<TokensWritable> texts = Collections.nCopies(ROWS, text);
    return METHOD.batch(SequenceRuns.examples(texts), ENCODER.tensors(), ToyText.VOCABULARY);
  }

  @Test
  void halvesAreExchangedWhereTheLabelSaysSo() {
    Batch batch = batch(ToyText.text(4, 5, 6));
    int exchanged = 0;
    for (int row = 0; row < ROWS; row++) {
      int[] ids =
          Arrays.copyOfRange(batch.integers().get("view.ids"), row * CONTEXT, (row + 1) * CONTEXT);
      float[] which = Arrays.copyOfRange(batch.floats().get("which"), row * 2, row * 2 + 2);
      if (which[1] == 1) {
        exchanged++;
        assertThat(which[0]).isZero();
        assertThat(ids).containsExactly(1, 5, 6, 4, 2, 0);
      } else {
        assertThat(which[0]).isEqualTo(1);
        assertThat(ids).containsExactly(1, 4, 5, 6, 2, 0);
      }
    }

    assertThat(exchanged).isBetween(2, ROWS - 2);
  }

  @Test
  void aTextOfOneTokenStaysAsItIs() {
    int[] ids = batch(ToyText.text(4)).integers().get("view.ids");
    for (int row = 0; row < ROWS; row++) {
      assertThat(Arrays.copyOfRange(ids, row * CONTEXT, (row + 1) * CONTEXT))
          .containsExactly(1, 4, 2, 0, 0, 0);
    }
  }

  @Test
  void lossIsTheCrossEntropyOfTheTwoOrders() {
    Map<String, Tensor> weights = RUNS.weights(0.4);
    SequenceRuns.Built built = RUNS.built();
    Batch batch = batch(ToyText.text(4, 5, 6, 7));
    Map<String, Tensor> run =
        built.run(
            batch, weights, Map.of("encoded", ENCODER.encode(built.graph(), built.part("view"))));
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] hidden =
          SlowLayers.linear(weights, "task.classifier.0", SlowLayers.row(run.get("encoded"), row));
      double[] active = Arrays.stream(hidden).map(v -> Math.max(0, v)).toArray();
      double[] logits = SlowLayers.linear(weights, "task.classifier.1", active);
      sum += SlowLayers.crossEntropy(logits, (int) batch.floats().get("which")[row * 2 + 1]);
    }

    assertThat((double) run.get("loss").values()[0]).isCloseTo(sum / ROWS, within(1e-5));
  }

  @Test
  void beginsNearTheLogarithmOfTwoAndLearns() {
    double[] losses = RUNS.trained(batch(ToyText.text(4, 5, 6, 7)), 120, 1e-2);

    assertThat(RUNS.built().loss().chance()).hasValue(Math.log(2));
    assertThat(losses[0]).isCloseTo(Math.log(2), within(0.02));
    assertThat(losses[1]).isLessThan(0.1);
  }

  @Test
  void aHeadThatDoesNotDecideHasTheLogarithmOfTwo() {
    Map<String, Tensor> weights = RUNS.weights(0.4);
    weights.replaceAll(
        (name, tensor) ->
            name.contains("classifier.1")
                ? new Tensor(tensor.shape(), new float[tensor.values().length])
                : tensor);

    assertThat(RUNS.loss(batch(ToyText.text(4, 5, 6, 7)), weights))
        .isCloseTo(Math.log(2), within(1e-6));
  }

  @Test
  void aTextOfOneTokenLeavesNothingToLearn() {
    Batch batch = batch(ToyText.text(4));
    double ones = 0;
    for (int row = 0; row < ROWS; row++) {
      ones += batch.floats().get("which")[row * 2 + 1] / ROWS;
    }
    double least = -ones * Math.log(ones) - (1 - ones) * Math.log(1 - ones);

    assertThat(RUNS.trained(batch, 60, 1e-2)[1]).isGreaterThan(least - 1e-5);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SentenceOrder(0))
        .withMessage("hidden: expected 1 or more, found 0");
  }
}

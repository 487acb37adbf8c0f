package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NextTokensTest {
  private static final int CONTEXT = 7;
  private static final ToyText ENCODER = new ToyText(CONTEXT, 6, true);
  private static final List<TokensWritable> TEXTS =
      List.of(ToyText.text(4, 5, 6, 7, 8), ToyText.text(11, 4), ToyText.text());

  private static SequenceRuns runs(int positions) {
    return new SequenceRuns(ENCODER, new NextTokens(positions), TEXTS.size());
  }

  private static Batch batch(int positions) {
    return new NextTokens(positions)
        .batch(SequenceRuns.examples(TEXTS), ENCODER.tensors(), ToyText.VOCABULARY);
  }

  /** Cross entropy of each token but the first, from what stands before it: [text][token]. */
  private static double[][] slow(Map<String, Tensor> weights) {
    SequenceRuns.Built built = runs(99).built();
    Map<String, Tensor> run =
        built.run(
            batch(99),
            weights,
            Map.of("steps", ENCODER.read(built.graph(), built.part("view")).steps()));
    double[][] losses = new double[TEXTS.size()][];
    for (int row = 0; row < losses.length; row++) {
      losses[row] = new double[TEXTS.get(row).size() - 1];
      for (int i = 0; i < losses[row].length; i++) {
        double[] vector = SlowLayers.row(run.get("steps"), row * CONTEXT + i);
        losses[row][i] = SlowLayers.tokenLoss(weights, vector, TEXTS.get(row).at(i + 1));
      }
    }
    return losses;
  }

  @Test
  void withAllPositionsLossIsThatOfEveryTokenButTheFirst() {
    Map<String, Tensor> weights = runs(99).weights(0.4);
    double sum = 0;
    int count = 0;
    for (double[] row : slow(weights)) {
      for (double loss : row) {
        sum += loss;
        count++;
      }
    }

    assertThat(count).isEqualTo(6 + 3 + 1);
    assertThat(runs(99).loss(batch(99), weights)).isCloseTo(sum / count, within(1e-5));
  }

  @Test
  void withSomePositionsLossIsTheirMean() {
    Map<String, Tensor> weights = runs(2).weights(0.4);
    Batch batch = batch(2);
    float[] chosen = batch.floats().get("chosen");
    double[][] losses = slow(weights);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] == 1) {
        sum += losses[i / CONTEXT / 2][i % CONTEXT];
        count++;
      }
    }

    assertThat(count).isEqualTo(2 + 2 + 1);
    assertThat(runs(2).loss(batch, weights)).isCloseTo(sum / count, within(1e-5));
  }

  /** Only the token after step 2 of the first text counts. */
  private static double lossOfTheThird(Map<String, Tensor> weights, int... words) {
    Batch batch = batch(1);
    Map<String, float[]> floats = new HashMap<>(batch.floats());
    float[] chosen = new float[TEXTS.size() * CONTEXT];
    chosen[2] = 1;
    floats.put("chosen", chosen);
    Map<String, int[]> integers = new HashMap<>(batch.integers());
    int[] ids = integers.get("view.ids").clone();
    System.arraycopy(words, 0, ids, 1, words.length);
    integers.put("view.ids", ids);
    integers.put("labels", new int[] {6, 0, 0});
    return runs(1).loss(new Batch(TEXTS.size(), floats, integers), weights);
  }

  @Test
  void laterTokensChangeNoPrediction() {
    Map<String, Tensor> weights = runs(1).weights(0.4);
    double loss = lossOfTheThird(weights, 4, 5, 6, 7, 8);

    assertThat(lossOfTheThird(weights, 4, 5, 9, 10, 11)).isEqualTo(loss);
    assertThat(Math.abs(lossOfTheThird(weights, 9, 5, 6, 7, 8) - loss)).isGreaterThan(1e-4);
    assertThat(Math.abs(lossOfTheThird(weights, 4, 9, 6, 7, 8) - loss)).isGreaterThan(1e-4);
  }

  @Test
  void gradientsReachTheTableByBothWays() {
    Map<String, Tensor> weights = runs(99).weights(0.4);
    for (String name : List.of(ToyText.TABLE, "task.tokens.bias")) {
      runs(99).gradientAgrees(batch(99), weights, name);
    }
  }

  @Test
  void beginsNearTheLogarithmOfTheVocabularyAndLearns() {
    double[] losses = runs(99).trained(batch(99), 60, 1e-2);

    assertThat(runs(99).built().loss().chance()).hasValue(Math.log(12));
    assertThat(losses[0]).isCloseTo(Math.log(12), within(0.1));
    // The first word of the two texts cannot be known, nor whether there is one.
    assertThat(losses[1]).isLessThan(0.3 * losses[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NextTokens(0))
        .withMessage("positions: expected 1 or more, found 0");
    SequenceRuns open = new SequenceRuns(new ToyText(7, 6, false), new NextTokens(8), 3);
    assertThatIllegalArgumentException()
        .isThrownBy(open::built)
        .withMessage("next_tokens: expected a causal encoder, found ToyText that sees later steps");
  }
}

package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.text.TokenMasking;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.pretraining.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MaskedTokensTest {
  private static final int CONTEXT = 9;
  private static final ToyText ENCODER = new ToyText(CONTEXT, 6, false);
  private static final MaskedTokens METHOD = new MaskedTokens(0.4, 0.6, 0.2);
  private static final List<TokensWritable> TEXTS =
      List.of(
          ToyText.text(4, 5, 6, 7, 8, 9, 10),
          ToyText.text(11, 4),
          ToyText.text(),
          ToyText.text(6, 6, 9, 4, 11));
  private static final SequenceRuns RUNS = new SequenceRuns(ENCODER, METHOD, TEXTS.size());

  private static Batch batch(MaskedTokens method, List<TokensWritable> texts) {
    return method.batch(SequenceRuns.examples(texts), ENCODER.tensors(), ToyText.VOCABULARY);
  }

  private static TokensWritable labels(int row) {
    return new TokenMasking(0.4, 0.6, 0.2, ToyText.MASK, ToyText.SIZE, ToyText.VOCABULARY.special())
        .mask(TEXTS.get(row), new SplittableRandom(row))
        .labels();
  }

  @Test
  void lossIsTheMeanCrossEntropyOfTheChosenTokens() {
    Map<String, Tensor> weights = RUNS.weights(0.4);
    SequenceRuns.Built built = RUNS.built();
    Map<String, Tensor> run =
        built.run(
            batch(METHOD, TEXTS),
            weights,
            Map.of("steps", ENCODER.read(built.graph(), built.part("view")).steps()));
    double sum = 0;
    int count = 0;
    for (int row = 0; row < TEXTS.size(); row++) {
      for (int step = 0; step < labels(row).size(); step++) {
        int label = labels(row).at(step);
        if (label != TokenMasking.NOT_PREDICTED) {
          double[] vector = SlowLayers.row(run.get("steps"), row * CONTEXT + step);
          sum += SlowLayers.tokenLoss(weights, vector, label);
          count++;
        }
      }
    }

    assertThat(count).isEqualTo(3 + 1 + 2);
    assertThat((double) run.get("loss").values()[0]).isCloseTo(sum / count, within(1e-5));
  }

  @Test
  void gradientsReachTheTableByBothWays() {
    Batch batch = batch(METHOD, TEXTS);
    Map<String, Tensor> weights = RUNS.weights(0.4);
    for (String name : List.of(ToyText.TABLE, "task.tokens.bias", "text.blocks.0.mlp.in.weight")) {
      RUNS.gradientAgrees(batch, weights, name);
    }
  }

  @Test
  void allTokensAlikeGiveTheLogarithmOfTheVocabulary() {
    Map<String, Tensor> weights = new TreeMap<>(RUNS.weights(0.4));
    weights.put(ToyText.TABLE, new Tensor(new long[] {12, 6}, new float[72]));
    weights.put("task.tokens.bias", new Tensor(new long[] {12, 1}, new float[12]));

    assertThat(RUNS.built().loss().chance()).hasValue(Math.log(12));
    assertThat(RUNS.loss(batch(METHOD, TEXTS), weights)).isCloseTo(Math.log(12), within(1e-6));
    assertThat(RUNS.loss(batch(METHOD, TEXTS), RUNS.initial()))
        .isCloseTo(Math.log(12), within(0.1));
  }

  @Test
  void aMaskedTokenIsNotSeen() {
    MaskedTokens all = new MaskedTokens(0.99, 1, 0);
    Batch one = batch(all, List.of(ToyText.text(4, 5, 6)));
    Batch other = batch(all, List.of(ToyText.text(9, 9, 11)));

    assertThat(one.integers().get("view.ids")).startsWith(1, 3, 3, 3, 2, 0);
    assertThat(other.integers().get("view.ids")).isEqualTo(one.integers().get("view.ids"));
    assertThat(one.integers().get("labels")).containsExactly(4, 5, 6, 0, 0, 0, 0, 0, 0);
    assertThat(other.integers().get("labels")).startsWith(9, 9, 11);
    assertThat(other.floats()).containsOnlyKeys("view.mask", "chosen");
    assertThat(other.floats().get("chosen")).containsExactly(one.floats().get("chosen"));
  }

  @Test
  void aBatchWithoutWordsHasNoLoss() {
    List<TokensWritable> none = List.of(ToyText.text(), ToyText.text());
    SequenceRuns runs = new SequenceRuns(ENCODER, METHOD, 2);

    assertThat(runs.loss(batch(METHOD, none), runs.weights(0.4))).isZero();
  }

  @Test
  void rowsHaveAsManySlotsAsTheShareOfTheContext() {
    Map<Double, Integer> slots = Map.of(0.01, 1, 0.15, 2, 0.99, CONTEXT);
    slots.forEach(
        (share, count) ->
            assertThat(batch(new MaskedTokens(share, 0.8, 0.1), TEXTS).integers().get("labels"))
                .hasSize(TEXTS.size() * count));
  }

  @Test
  void learns() {
    double[] losses = RUNS.trained(batch(METHOD, TEXTS), 60, 1e-2);
    assertThat(losses[1]).isLessThan(0.3 * losses[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Map<String, Runnable> refused =
        Map.of(
            "share: expected more than 0 and less than 1, found 0.0",
            () -> new MaskedTokens(0, 0.8, 0.1),
            "share: expected more than 0 and less than 1, found 1.0",
            () -> new MaskedTokens(1, 0.8, 0.1),
            "mask_share: expected 0 to 1.0, found 1.5",
            () -> new MaskedTokens(0.15, 1.5, 0),
            "random_share: expected 0 to 0.5, found 0.75",
            () -> new MaskedTokens(0.15, 0.5, 0.75),
            "masked_tokens: expected a vocabulary with a mask token, found none",
            () ->
                METHOD.batch(
                    SequenceRuns.examples(TEXTS),
                    ENCODER.tensors(),
                    new Vocabulary(12, Set.of(), Set.of(), OptionalInt.empty())),
            "masked_tokens: expected an encoder that looks tokens up in a table, found ToyPatches",
            () -> new SequenceRuns(ToyPatches.of(3, 2, false), METHOD, 2).built());
    refused.forEach(
        (message, call) ->
            assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message));
  }
}

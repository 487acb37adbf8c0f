package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.text.TokenDeletion;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.graph.Value;
import dev.attune.graph.layer.TokenDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextDenoisingTest {
  private static final int CONTEXT = 8;
  private static final ToyText ENCODER = new ToyText(CONTEXT, 6, false);
  private static final TokenDecoder DECODER = new TokenDecoder(4, 1, 2, 0);
  private static final List<TokensWritable> TEXTS =
      List.of(
          ToyText.text(4, 5, 6, 7, 8, 9),
          new TokensWritable(10, 11), // without marks
          ToyText.text());

  private static SequenceRuns runs(int positions) {
    return new SequenceRuns(ENCODER, method(positions), TEXTS.size());
  }

  private static TextDenoising method(int positions) {
    return new TextDenoising(0.6, positions, DECODER);
  }

  private static Batch batch(TextDenoising method) {
    return method.batch(SequenceRuns.examples(TEXTS), ENCODER.tensors(), ToyText.VOCABULARY);
  }

  @Test
  void lossIsTheMeanCrossEntropyOfTheWholeText() {
    Map<String, Tensor> weights = runs(99).weights(0.4);
    SequenceRuns.Built built = runs(99).built();
    Value pooled = ENCODER.encode(built.graph(), built.part("view"));
    Value whole = built.graph().inputs().get("task.whole");
    Value tokens = built.graph().lookup(ToyText.TABLE, null, 12, 6, whole);
    Value decoded = DECODER.decode(built.graph().at("task").at("decoder"), pooled, tokens);
    Map<String, Tensor> run = built.run(batch(method(99)), weights, Map.of("decoded", decoded));
    double sum = 0;
    int count = 0;
    for (int row = 0; row < TEXTS.size(); row++) {
      TokensWritable text = TEXTS.get(row);
      for (int i = text.at(0) == ToyText.START ? 1 : 0; i < text.size(); i++) {
        double[] vector = SlowLayers.row(run.get("decoded"), row * CONTEXT + i);
        sum += SlowLayers.tokenLoss(weights, vector, text.at(i));
        count++;
      }
    }

    assertThat(count).isEqualTo(7 + 2 + 1);
    assertThat((double) run.get("loss").values()[0]).isCloseTo(sum / count, within(1e-5));
  }

  @Test
  void theEncoderReadsWhatDeletionLeaves() {
    int[] ids = batch(method(99)).integers().get("view.ids");
    TokenDeletion deletion = new TokenDeletion(0.6, ToyText.VOCABULARY.special());
    for (int row = 0; row < TEXTS.size(); row++) {
      int[] left = deletion.apply(TEXTS.get(row), new SplittableRandom(row)).ids();
      assertThat(Arrays.copyOfRange(ids, row * CONTEXT, (row + 1) * CONTEXT))
          .containsExactly(Arrays.copyOf(left, CONTEXT));
    }
    assertThat(Arrays.stream(ids).filter(id -> id > 3).count()).isBetween(2L, 6L);
    assertThat(batch(method(99)).integers().get("whole"))
        .startsWith(1, 4, 5, 6, 7, 8, 9, 2, 10, 11);
  }

  /** Only token 3 of the first text counts, which is 6. */
  private static double lossOfTheThird(Map<String, Tensor> weights, int changed, int to) {
    Batch batch = batch(method(1));
    Map<String, float[]> floats = new HashMap<>(batch.floats());
    float[] chosen = new float[TEXTS.size() * CONTEXT];
    chosen[3] = 1;
    floats.put("chosen", chosen);
    Map<String, int[]> integers = new HashMap<>(batch.integers());
    int[] whole = integers.get("whole").clone();
    whole[changed] = to;
    integers.put("whole", whole);
    integers.put("labels", new int[] {6, 0, 0});
    return runs(1).loss(new Batch(TEXTS.size(), floats, integers), weights);
  }

  @Test
  void thePredictedTokenAndLaterOnesAreNotSeen() {
    Map<String, Tensor> weights = runs(1).weights(0.4);
    double loss = lossOfTheThird(weights, 3, 6);

    assertThat(lossOfTheThird(weights, 3, 11)).isEqualTo(loss);
    assertThat(lossOfTheThird(weights, 4, 11)).isEqualTo(loss);
    assertThat(Math.abs(lossOfTheThird(weights, 2, 11) - loss)).isGreaterThan(1e-4);
    assertThat(Math.abs(lossOfTheThird(weights, 1, 11) - loss)).isGreaterThan(1e-4);
  }

  @Test
  void gradientsReachTheTableAndTheEncoder() {
    Map<String, Tensor> weights = runs(99).weights(0.4);
    for (String name : List.of(ToyText.TABLE, "text.blocks.0.mlp.in.weight")) {
      runs(99).gradientAgrees(batch(method(99)), weights, name);
    }
  }

  @Test
  void beginsNearTheLogarithmOfTheVocabularyAndLearns() {
    double[] losses = runs(99).trained(batch(method(99)), 80, 1e-2);

    assertThat(runs(99).built().loss().chance()).hasValue(Math.log(12));
    assertThat(losses[0]).isCloseTo(Math.log(12), within(0.1));
    assertThat(losses[1]).isLessThan(0.3 * losses[0]);
  }

  @Test
  void aRowHasNoMoreSlotsThanPositions() {
    Batch batch = batch(method(3));
    float[] chosen = batch.floats().get("chosen");
    int[] used = new int[TEXTS.size()];
    for (int i = 0; i < chosen.length; i++) {
      used[i / (3 * CONTEXT)] += (int) chosen[i];
    }

    assertThat(used).containsExactly(3, 2, 1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextDenoising(1, 8, DECODER))
        .withMessage("deletion: expected more than 0 and less than 1, found 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextDenoising(0, 8, DECODER))
        .withMessage("deletion: expected more than 0 and less than 1, found 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextDenoising(0.6, 0, DECODER))
        .withMessage("positions: expected 1 or more, found 0");
  }
}

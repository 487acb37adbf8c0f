package dev.attune.pretraining.method;

import dev.attune.augmentation.text.TokenMasking;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.TextMethod;
import dev.attune.pretraining.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Masked language model (BERT, arXiv:1810.04805): a share of the tokens is to be predicted; most of
 * these are shown as the mask, some as another token, some as they are. Only these are compared
 * with the vocabulary, by the encoder's own table of tokens behind a layer that is thrown away.
 *
 * @param share of a text's tokens to be predicted, at least one; the paper's 0.15
 * @param maskShare of those that are shown as the mask; the paper's 0.8
 * @param randomShare of those that are shown as any token; the paper's 0.1, and the rest stays
 */
public record MaskedTokens(double share, double maskShare, double randomShare)
    implements TextMethod {
  private static final String NAME = "masked_tokens";

  public MaskedTokens {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "share: expected more than 0 and less than 1, found " + share);
    }
    requireShare("mask_share", maskShare, 1);
    requireShare("random_share", randomShare, 1 - maskShare);
  }

  private static void requireShare(String key, double share, double most) {
    if (!(share >= 0 && share <= most + 1e-9)) {
      throw new IllegalArgumentException(
          "%s: expected 0 to %s, found %s".formatted(key, most, share));
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    SequenceEncoder encoder = task.steps(NAME);
    Map<String, Value> inputs = task.inputs(Views.only());
    EncodedSequence read = encoder.read(task.graph(), inputs);
    TokenTable table = TokenTable.of(task, NAME, inputs);
    Value chosen = ChosenSteps.input(task, slots(encoder.length()), encoder.length());
    Value loss = table.loss(chosen, read.steps());
    return MethodLoss.of(loss, Spread.of(read.pooled()), table.chance());
  }

  /** The most that are predicted in a row. */
  private int slots(int length) {
    return (int) Math.max(1, Math.ceil(share * length));
  }

  @Override
  public Batch batch(
      List<? extends Example<TokensWritable>> examples,
      Tensors<TokensWritable> tensors,
      Vocabulary vocabulary) {
    TokenMasking masking = masking(vocabulary);
    int slots = slots(tensors.length());
    ChosenSteps chosen = new ChosenSteps(examples.size(), slots, tensors.length());
    int[] labels = new int[examples.size() * slots];
    List<TokensWritable> shown = new ArrayList<>();
    for (int row = 0; row < examples.size(); row++) {
      Example<TokensWritable> example = examples.get(row);
      TokenMasking.Masked masked = masking.mask(example.view(0), example.random());
      shown.add(masked.tokens());
      // Of a longer text the encoder reads the beginning alone.
      for (int step = 0; step < tensors.steps(masked.tokens()); step++) {
        int label = masked.labels().at(step);
        if (label != TokenMasking.NOT_PREDICTED) {
          labels[chosen.add(row, step)] = label;
        }
      }
    }
    return chosen.in(Views.single(tensors, shown)).withIds(TokenTable.LABELS, labels).batch();
  }

  private TokenMasking masking(Vocabulary vocabulary) {
    int mask =
        vocabulary
            .mask()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        NAME + ": expected a vocabulary with a mask token, found none"));
    return new TokenMasking(
        share, maskShare, randomShare, mask, vocabulary.size(), vocabulary.special());
  }
}

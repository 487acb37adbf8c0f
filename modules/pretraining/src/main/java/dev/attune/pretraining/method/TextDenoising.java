package dev.attune.pretraining.method;

import dev.attune.augmentation.text.TokenDeletion;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.InputSpec;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.TokenDecoder;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.TextMethod;
import dev.attune.pretraining.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * TSDAE (arXiv:2104.06979): the encoder's one vector of a text with many tokens left out has to
 * give the whole text. A causal decoder predicts each token from that vector and the tokens before
 * it. The vector stands first in the decoder's sequence, where the paper's decoder attends to it
 * across; both share the encoder's table of tokens.
 *
 * <p>A mark at the start of the text is not predicted. As in {@link NextTokens}, the loss is taken
 * at some positions of each text.
 *
 * @param deletion probability that a token is left out; the paper's 0.6
 * @param positions of each text that are predicted
 * @param decoder thrown away afterwards
 */
public record TextDenoising(double deletion, int positions, TokenDecoder decoder)
    implements TextMethod {
  private static final String NAME = "text_denoising";
  private static final String WHOLE = "whole";

  public TextDenoising {
    if (!(deletion > 0 && deletion < 1)) {
      throw new IllegalArgumentException(
          "deletion: expected more than 0 and less than 1, found " + deletion);
    }
    Causal.requirePositions(positions);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    SequenceEncoder encoder = task.steps(NAME);
    Map<String, Value> inputs = task.inputs(Views.only());
    Value pooled = encoder.read(task.graph(), inputs).pooled();
    TokenTable table = TokenTable.of(task, NAME, inputs);
    int length = encoder.length();
    Value whole = task.own().input(new InputSpec(WHOLE, true, task.rows(), length));
    Value steps = decoder.decode(task.own().at("decoder"), pooled, table.rows(whole));
    Value loss = table.loss(ChosenSteps.input(task, slots(length), length), steps);
    return MethodLoss.of(loss, Spread.of(pooled), table.chance());
  }

  private int slots(int length) {
    return Math.min(positions, length);
  }

  @Override
  public Batch batch(
      List<? extends Example<TokensWritable>> examples,
      Tensors<TokensWritable> tensors,
      Vocabulary vocabulary) {
    TokenDeletion deleting = new TokenDeletion(deletion, vocabulary.special());
    int length = tensors.length();
    ChosenSteps chosen = new ChosenSteps(examples.size(), slots(length), length);
    int[] labels = new int[examples.size() * slots(length)];
    int[] whole = new int[examples.size() * length];
    List<TokensWritable> shown = new ArrayList<>();
    for (int row = 0; row < examples.size(); row++) {
      Example<TokensWritable> example = examples.get(row);
      TokensWritable text = example.view(0);
      RandomGenerator random = example.random();
      shown.add(deleting.apply(text, random));
      int steps = tensors.steps(text);
      System.arraycopy(text.ids(), 0, whole, row * length, steps);
      int first = steps > 0 && vocabulary.special().contains(text.at(0)) ? 1 : 0;
      for (int drawn : ChosenSteps.draw(steps - first, slots(length), random)) {
        int step = drawn + first;
        labels[chosen.add(row, step)] = text.at(step);
      }
    }
    return chosen
        .in(Views.single(tensors, shown))
        .withIds(WHOLE, whole)
        .withIds(TokenTable.LABELS, labels)
        .batch();
  }
}

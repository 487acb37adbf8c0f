package dev.attune.pretraining.method;

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
 * Language model: each token of a text is predicted from those before it by a causal transformer
 * (Radford et al., Improving language understanding by generative pre-training, 2018), by the
 * encoder's own table of tokens behind a layer that is thrown away.
 *
 * <p>To bound memory, the loss is taken at some positions of each text, drawn anew each time: an
 * unbiased sample of the text's mean over all of them. A text with fewer counts for less.
 *
 * @param positions of each text at which the next token is predicted
 */
public record NextTokens(int positions) implements TextMethod {
  private static final String NAME = "next_tokens";

  public NextTokens {
    Causal.requirePositions(positions);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    SequenceEncoder encoder = Causal.require(task.steps(NAME), NAME);
    Map<String, Value> inputs = task.inputs(Views.only());
    EncodedSequence read = encoder.read(task.graph(), inputs);
    TokenTable table = TokenTable.of(task, NAME, inputs);
    Value chosen = ChosenSteps.input(task, slots(encoder.length()), encoder.length());
    Value loss = table.loss(chosen, read.steps());
    return MethodLoss.of(loss, Spread.of(read.pooled()), table.chance());
  }

  private int slots(int length) {
    return Math.max(1, Math.min(positions, length - 1));
  }

  @Override
  public Batch batch(
      List<? extends Example<TokensWritable>> examples,
      Tensors<TokensWritable> tensors,
      Vocabulary vocabulary) {
    int slots = slots(tensors.length());
    ChosenSteps chosen = new ChosenSteps(examples.size(), slots, tensors.length());
    int[] labels = new int[examples.size() * slots];
    List<TokensWritable> texts = new ArrayList<>();
    for (int row = 0; row < examples.size(); row++) {
      TokensWritable text = examples.get(row).view(0);
      texts.add(text);
      int predicted = tensors.steps(text) - 1;
      for (int step : ChosenSteps.draw(predicted, slots, examples.get(row).random())) {
        labels[chosen.add(row, step)] = text.at(step + 1);
      }
    }
    return chosen.in(Views.single(tensors, texts)).withIds(TokenTable.LABELS, labels).batch();
  }
}

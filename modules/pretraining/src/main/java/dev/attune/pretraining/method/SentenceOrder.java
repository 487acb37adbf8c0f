package dev.attune.pretraining.method;

import dev.attune.augmentation.Transformations;
import dev.attune.augmentation.text.SentenceOrders;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.TextMethod;
import dev.attune.pretraining.Vocabulary;
import java.util.Arrays;
import java.util.List;

/**
 * Sentence order (ALBERT, arXiv:1909.11942): do the two halves of a text stand in their order? The
 * halves part behind the mark that ends a sentence nearest to the middle, or in the middle where
 * there is none; the paper parts between sentences. A text of a single token stays as it is, and
 * what is told of it is chance.
 *
 * @param hidden width of the layer before the two classes
 */
public record SentenceOrder(int hidden) implements TextMethod {
  private static final int ORDERS = 2;

  public SentenceOrder {
    ChangePrediction.requireHidden(hidden);
  }

  /** Halves exchanged where there are two. */
  private record Halves(SentenceOrders orders) implements Transformations<TokensWritable> {

    @Override
    public int count() {
      return ORDERS;
    }

    @Override
    public TokensWritable apply(TokensWritable text, int which) {
      long ordinary =
          Arrays.stream(text.ids()).filter(id -> !orders.special().contains(id)).count();
      return ordinary < 2 ? text : orders.apply(text, which);
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    return ChangePrediction.loss(task, ORDERS, hidden);
  }

  @Override
  public Batch batch(
      List<? extends Example<TokensWritable>> examples,
      Tensors<TokensWritable> tensors,
      Vocabulary vocabulary) {
    SentenceOrders orders = new SentenceOrders(vocabulary.special(), vocabulary.sentenceEnds());
    return ChangePrediction.batch(new Halves(orders), examples, tensors);
  }
}

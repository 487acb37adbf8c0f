package dev.attune.pretraining.method;

import dev.attune.augmentation.text.TokensWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TokenEmbedding;
import dev.attune.graph.layer.Transformer;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Two blocks over tokens; ids 0 to 3 are marks, the others words. */
record ToyText(int context, int width, boolean causal) implements SequenceEncoder {
  static final int SIZE = 12;
  static final int START = 1;
  static final int END = 2;
  static final int MASK = 3;
  static final String TABLE = "text.tokens.table";
  static final Vocabulary VOCABULARY =
      new Vocabulary(SIZE, Set.of(0, START, END, MASK), Set.of(), OptionalInt.of(MASK));

  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(
        new InputSpec("ids", true, rows, context), new InputSpec("mask", false, rows, context));
  }

  @Override
  public int length() {
    return context;
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    return inputs.get("mask");
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, marks(inputs));
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    Graph g = graph.at(name());
    Value x = TokenEmbedding.of(SIZE, width).apply(g.at("tokens"), inputs.get("ids"));
    x = PositionEmbedding.standard().apply(g, x);
    AttentionMask open = AttentionMask.keys(seen);
    AttentionMask keys = causal ? open.and(AttentionMask.causal(g, context)) : open;
    List<Value> layers = new Transformer(2, 2, 0, 0).layers(g, x, keys);
    return new EncodedSequence(layers, Pooling.maskedMean(layers.get(1), seen));
  }

  /** Words between the two marks. */
  static TokensWritable text(int... words) {
    int[] ids = new int[words.length + 2];
    ids[0] = START;
    System.arraycopy(words, 0, ids, 1, words.length);
    ids[words.length + 1] = END;
    return new TokensWritable(ids);
  }

  Tensors<TokensWritable> tensors() {
    return new Tensors<>() {
      @Override
      public Batch of(List<TokensWritable> items) {
        int[] ids = new int[items.size() * context];
        float[] mask = new float[ids.length];
        for (int row = 0; row < items.size(); row++) {
          TokensWritable item = items.get(row);
          System.arraycopy(item.ids(), 0, ids, row * context, item.size());
          Arrays.fill(mask, row * context, row * context + item.size(), 1);
        }
        return new Batch(items.size(), Map.of("mask", mask), Map.of("ids", ids));
      }

      @Override
      public int length() {
        return context;
      }

      @Override
      public int steps(TokensWritable item) {
        return item.size();
      }

      @Override
      public int classes() {
        return 0;
      }
    };
  }
}

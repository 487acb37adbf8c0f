package dev.attune.text;

import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One tower compiled for texts of several lengths: short texts run over few positions, since
 * padding changes no vector. Lengths are powers of two up to the tower's context; each is compiled
 * when the first text of its length comes. Owns off-heap memory; not thread-safe.
 */
final class LengthBuckets implements AutoCloseable {
  private static final int SHORTEST = 8;
  private static final String POSITIONS = ".positions";

  private record Bucket(Encoder tower, EmbeddingSession session) {}

  private final Encoder tower;
  private final Tokenizer tokenizer;
  private final Map<String, Tensor> weights;
  private final Executor executor;
  private final int rows;
  private final int context;
  private final Map<Integer, Bucket> buckets = new HashMap<>();

  LengthBuckets(
      Encoder tower,
      Tokenizer tokenizer,
      Map<String, Tensor> weights,
      Executor executor,
      int rows) {
    this.tower = tower;
    this.tokenizer = tokenizer;
    this.weights = new HashMap<>(weights);
    this.weights.keySet().removeIf(name -> !name.startsWith(tower.name() + "."));
    this.executor = executor;
    this.rows = rows;
    this.context = TextInputs.context(tower);
    // Compiled now, so that weights that do not fit are told of at once.
    bucket(context);
  }

  int width() {
    return tower.width();
  }

  /** A vector for each text, in their order. */
  float[][] embed(List<String> texts) {
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    for (int i = 0; i < texts.size(); i++) {
      int length = tokenizer.encode(texts.get(i), context).length;
      byLength.computeIfAbsent(fitting(length), n -> new ArrayList<>()).add(i);
    }
    float[][] embeddings = new float[texts.size()][];
    byLength.forEach(
        (length, items) -> {
          Bucket bucket = bucket(length);
          List<String> some = items.stream().map(texts::get).toList();
          float[][] vectors =
              bucket.session.embed(
                  some.size(),
                  (from, to) ->
                      TextInputs.of(bucket.tower, tokenizer, some.subList(from, to), rows));
          for (int i = 0; i < vectors.length; i++) {
            embeddings[items.get(i)] = vectors[i];
          }
        });
    return embeddings;
  }

  /** The shortest compiled length that holds so many tokens. */
  private int fitting(int tokens) {
    if (!(inner() instanceof TextTransformer)) {
      return context;
    }
    int length = SHORTEST;
    while (length < tokens) {
      length *= 2;
    }
    return Math.min(length, context);
  }

  private Encoder inner() {
    return tower instanceof ProjectedEncoder projected ? projected.encoder() : tower;
  }

  private Bucket bucket(int length) {
    Bucket known = buckets.get(length);
    if (known == null) {
      known = length == context ? compiled(tower, weights) : shorter(length);
      buckets.put(length, known);
    }
    return known;
  }

  /** A shorter tower, or the whole one where memory does not suffice for one more. */
  private Bucket shorter(int length) {
    try {
      return compiled(shortened(length), shortened(weights, length));
    } catch (InsufficientMemoryException e) {
      return buckets.get(context);
    }
  }

  private Bucket compiled(Encoder encoder, Map<String, Tensor> fitted) {
    return new Bucket(encoder, new EmbeddingSession(encoder, fitted, executor, rows));
  }

  private Encoder shortened(int length) {
    TextTransformer shorter = ((TextTransformer) inner()).withContext(length);
    return tower instanceof ProjectedEncoder projected
        ? new ProjectedEncoder(shorter, projected.width())
        : shorter;
  }

  /** The first positions alone. */
  private Map<String, Tensor> shortened(Map<String, Tensor> all, int length) {
    Map<String, Tensor> fitted = new HashMap<>(all);
    fitted.computeIfPresent(
        tower.name() + POSITIONS,
        (name, positions) -> {
          int width = Math.toIntExact(positions.shape()[1]);
          float[] first = Arrays.copyOf(positions.values(), length * width);
          return new Tensor(new long[] {length, width}, first);
        });
    return fitted;
  }

  @Override
  public void close() {
    new HashSet<>(buckets.values()).forEach(bucket -> bucket.session.close());
    buckets.clear();
  }
}

package dev.attune.engine.encoder;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * One tower compiled for items of several lengths: short ones run over few positions, since padding
 * changes no vector. Lengths double from the shortest up to the tower's own; each is compiled when
 * the first item of its length comes. Owns off-heap memory; not thread-safe.
 *
 * @param <T> an item
 */
public final class LengthBuckets<T> implements AutoCloseable {
  private static final String POSITIONS = ".positions";

  /**
   * What the buckets have to know of a tower.
   *
   * @param <T> an item
   * @param shortest the shortest length worth a program of its own
   * @param longest the tower's own length
   * @param shorter the tower, unprojected, over rows of another length; it reads the first of
   *     {@code positions}, whose rows are {@code lengthAPosition} long
   * @param lengthAPosition how much length each learnt position stands for
   * @param length of an item
   * @param batches makes the arrays that a tower of some length reads
   */
  public record Lengths<T>(
      int shortest,
      int longest,
      IntFunction<Encoder> shorter,
      int lengthAPosition,
      ToIntFunction<T> length,
      Batches<T> batches) {}

  /** Makes the arrays of some items. */
  @FunctionalInterface
  public interface Batches<T> {
    /**
     * The arrays.
     *
     * @param tower that reads them
     * @param items at most as many as rows
     * @param rows of the batch
     */
    Batch of(Encoder tower, List<T> items, int rows);
  }

  private record Bucket(Encoder tower, EmbeddingSession session) {}

  private final Encoder tower;
  private final Lengths<T> lengths;
  private final Map<String, Tensor> weights;
  private final Executor executor;
  private final int rows;
  private final Map<Integer, Bucket> buckets = new HashMap<>();

  /**
   * Compiles the tower at its own length, so that weights that do not fit are told of at once.
   *
   * @param tower the whole tower, perhaps projected
   * @param rows items a batch
   * @throws IllegalArgumentException if a weight is missing or has another shape
   */
  public LengthBuckets(
      Encoder tower, Lengths<T> lengths, Map<String, Tensor> weights, Executor executor, int rows) {
    this.tower = tower;
    this.lengths = lengths;
    this.weights = new HashMap<>(weights);
    this.weights.keySet().removeIf(name -> !name.startsWith(tower.name() + "."));
    this.executor = executor;
    this.rows = rows;
    bucket(lengths.longest);
  }

  /** Width of the vectors. */
  public int width() {
    return tower.width();
  }

  /** Items a batch. */
  public int rows() {
    return rows;
  }

  /** A vector for each item, in their order. */
  public float[][] embed(List<T> items) {
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    for (int i = 0; i < items.size(); i++) {
      int fitting = fitting(lengths.length.applyAsInt(items.get(i)));
      byLength.computeIfAbsent(fitting, n -> new ArrayList<>()).add(i);
    }
    float[][] embeddings = new float[items.size()][];
    byLength.forEach(
        (length, chosen) -> {
          Bucket bucket = bucket(length);
          List<T> some = chosen.stream().map(items::get).toList();
          float[][] vectors =
              bucket.session.embed(
                  some.size(),
                  (from, to) -> lengths.batches.of(bucket.tower, some.subList(from, to), rows));
          for (int i = 0; i < vectors.length; i++) {
            embeddings[chosen.get(i)] = vectors[i];
          }
        });
    return embeddings;
  }

  /** The shortest compiled length that holds an item. */
  private int fitting(int wanted) {
    int length = Math.min(lengths.shortest, lengths.longest);
    while (length < wanted && length < lengths.longest) {
      length *= 2;
    }
    return Math.min(length, lengths.longest);
  }

  private Bucket bucket(int length) {
    Bucket known = buckets.get(length);
    if (known == null) {
      known = length == lengths.longest ? compiled(tower, weights) : shorter(length);
      buckets.put(length, known);
    }
    return known;
  }

  /** A shorter tower, or the whole one where memory does not suffice for one more. */
  private Bucket shorter(int length) {
    try {
      return compiled(shortened(length), shortened(weights, length / lengths.lengthAPosition));
    } catch (InsufficientMemoryException e) {
      return buckets.get(lengths.longest);
    }
  }

  private Bucket compiled(Encoder encoder, Map<String, Tensor> fitted) {
    return new Bucket(encoder, new EmbeddingSession(encoder, fitted, executor, rows));
  }

  private Encoder shortened(int length) {
    Encoder shorter = lengths.shorter.apply(length);
    return tower instanceof ProjectedEncoder projected
        ? new ProjectedEncoder(shorter, projected.width())
        : shorter;
  }

  /** The first positions alone. */
  private Map<String, Tensor> shortened(Map<String, Tensor> all, int count) {
    Map<String, Tensor> fitted = new HashMap<>(all);
    fitted.computeIfPresent(
        tower.name() + POSITIONS,
        (name, positions) -> {
          int width = Math.toIntExact(positions.shape()[1]);
          float[] first = Arrays.copyOf(positions.values(), count * width);
          return new Tensor(new long[] {count, width}, first);
        });
    return fitted;
  }

  @Override
  public void close() {
    new HashSet<>(buckets.values()).forEach(bucket -> bucket.session.close());
    buckets.clear();
  }
}

package dev.attune.retrieval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Exact nearest rows by dot product over any number of tables: compares every query with every row,
 * in parallel over blocks of rows. Rows of equal score come in the order of the tables and rows.
 */
public final class ExactSearch {
  /** Rows of a block, so that one of width 128 stays in a core's cache for a group of queries. */
  private static final int BLOCK = 1024;

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::score).reversed().thenComparingInt(Hit::row);

  private final List<Source> sources;
  private final int width;
  private final int[] firstRow;

  /**
   * A table and where it comes from.
   *
   * @param split the split's name, for the results
   * @param modality the modality's name, for the results
   * @param table the rows
   */
  public record Source(String split, String modality, EmbeddingTable table) {}

  /** A row, numbered over all tables. */
  private record Hit(float score, int row) {}

  /**
   * Searches in these tables together.
   *
   * @param sources at least one, all of one width
   * @throws IllegalArgumentException if there is none or widths differ
   */
  public ExactSearch(List<Source> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("search: expected at least 1 table, found none");
    }
    this.sources = List.copyOf(sources);
    this.width = sources.get(0).table().width();
    this.firstRow = new int[sources.size() + 1];
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      if (source.table().width() != width) {
        throw new IllegalArgumentException(
            "search: "
                + source.split()
                + "/"
                + source.modality()
                + ": expected width "
                + width
                + " as in the first table, found "
                + source.table().width());
      }
      firstRow[i + 1] = Math.addExact(firstRow[i], source.table().size());
    }
  }

  /**
   * Number of rows that are searched.
   *
   * @return over all tables
   */
  public int size() {
    return firstRow[sources.size()];
  }

  /**
   * The rows nearest to one query.
   *
   * @param query {@code [width]}, of unit length for scores that are cosines
   * @param k how many, at least 1
   * @return the nearest, best first; fewer than k if there are fewer rows
   * @throws IllegalArgumentException if the width differs, a number is not finite or {@code k < 1}
   */
  public List<SearchResult> nearest(float[] query, int k) {
    return nearest(new float[][] {query}, k).get(0);
  }

  /**
   * The rows nearest to each query.
   *
   * @param queries {@code [queries, width]}, of unit length for scores that are cosines
   * @param k how many each, at least 1
   * @return for each query the nearest, best first; fewer than k if there are fewer rows
   * @throws IllegalArgumentException if the width differs, a number is not finite or {@code k < 1}
   */
  public List<List<SearchResult>> nearest(float[][] queries, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("search: k expected at least 1, found " + k);
    }
    for (int q = 0; q < queries.length; q++) {
      requireQuery(q, queries[q]);
    }
    int blocks = (size() + BLOCK - 1) / BLOCK;
    List<List<List<Hit>>> found =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(block -> nearestInBlock(queries, k, block * BLOCK))
            .toList();
    return IntStream.range(0, queries.length)
        .mapToObj(
            q ->
                results(
                    found.stream()
                        .flatMap(block -> block.get(q).stream())
                        .sorted(BEST_FIRST)
                        .limit(k)
                        .toList()))
        .toList();
  }

  private void requireQuery(int index, float[] query) {
    if (query.length != width) {
      throw new IllegalArgumentException(
          "search: query " + index + ": expected width " + width + ", found " + query.length);
    }
    for (float value : query) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "search: query " + index + ": expected finite numbers, found " + value);
      }
    }
  }

  private List<List<Hit>> nearestInBlock(float[][] queries, int k, int first) {
    int last = Math.min(first + BLOCK, size());
    float[][] block = new float[last - first][];
    int source = sourceOf(first);
    for (int row = first; row < last; row++) {
      while (row >= firstRow[source + 1]) {
        source++;
      }
      block[row - first] = sources.get(source).table().rows()[row - firstRow[source]];
    }
    List<List<Hit>> found = new ArrayList<>();
    for (float[] query : queries) {
      found.add(best(query, k, first, block));
    }
    return found;
  }

  private static List<Hit> best(float[] query, int k, int first, float[][] block) {
    PriorityQueue<Hit> kept = new PriorityQueue<>(BEST_FIRST.reversed());
    for (int i = 0; i < block.length; i++) {
      float score = dot(query, block[i]);
      // Later rows lose ties, so an equal score never displaces one that is kept.
      if (kept.size() < k) {
        kept.add(new Hit(score, first + i));
      } else if (score > kept.element().score()) {
        kept.remove();
        kept.add(new Hit(score, first + i));
      }
    }
    return List.copyOf(kept);
  }

  /** Four running sums: they do not wait for one another, and each pair is summed in one order. */
  private static float dot(float[] a, float[] b) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += a[i] * b[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  private int sourceOf(int row) {
    int source = 0;
    while (row >= firstRow[source + 1]) {
      source++;
    }
    return source;
  }

  private List<SearchResult> results(List<Hit> hits) {
    List<SearchResult> results = new ArrayList<>();
    for (Hit hit : hits) {
      int number = sourceOf(hit.row());
      Source source = sources.get(number);
      EmbeddingItem item = source.table().items().get(hit.row() - firstRow[number]);
      results.add(
          new SearchResult(
              results.size() + 1,
              item.id(),
              source.modality(),
              source.split(),
              hit.score(),
              item.text(),
              item.path()));
    }
    return List.copyOf(results);
  }
}

package dev.attune.evaluation;

import java.util.List;
import java.util.Objects;

/**
 * Embeddings of one side of a retrieval, and the ids that join the sides.
 *
 * @param name what the rows are in results, for instance {@code text} or {@code all images}
 * @param ids one id a row; may repeat (the captions of one image)
 * @param rows {@code [rows, width]}, compared by their dot products; not copied
 */
public record EmbeddingSet(String name, List<String> ids, float[][] rows) {
  /**
   * Checks that ids and rows agree.
   *
   * @throws IllegalArgumentException if their numbers differ or are 0
   */
  public EmbeddingSet {
    Objects.requireNonNull(name, "name");
    ids = List.copyOf(ids);
    if (ids.size() != rows.length || rows.length == 0) {
      throw new IllegalArgumentException(
          "embeddings of "
              + name
              + ": expected one id for each of at least 1 row, found "
              + ids.size()
              + " ids and "
              + rows.length
              + " rows");
    }
  }

  /**
   * Other embeddings of the same items, for instance those of a random encoder.
   *
   * @param others {@code [rows, any width]}, in the same order
   * @return a set of this name and these ids
   * @throws IllegalArgumentException if the number of rows differs
   */
  public EmbeddingSet with(float[][] others) {
    return new EmbeddingSet(name, ids, others);
  }
}

package dev.attune.evaluation.probe;

import dev.attune.evaluation.Scores;
import dev.attune.evaluation.UnitRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the training rows that are nearest in cosine; of equally near ones the first are. */
final class NeighbourSearch {
  private static final int BLOCK = 16;
  private static final int MOST_PARTS = 32;

  private NeighbourSearch() {}

  /**
   * The nearest training rows of each of some others.
   *
   * @param training {@code [training rows, width]}
   * @param others {@code [rows, width]} each
   * @param most of each row; all if there are fewer
   * @return in the order of {@code others}
   */
  static List<Neighbours> of(float[][] training, List<float[][]> others, int most) {
    // For all others together: the training rows stand transposed, which takes memory and time.
    float[][] rows = others.stream().flatMap(Arrays::stream).toArray(float[][]::new);
    Neighbours found = of(Scores.dot(UnitRows.of(rows), UnitRows.of(training)), most);
    List<Neighbours> each = new ArrayList<>();
    int from = 0;
    for (float[][] some : others) {
      each.add(found.part(from, from + some.length));
      from += some.length;
    }
    return List.copyOf(each);
  }

  private static Neighbours of(Scores cosines, int most) {
    int rows = cosines.queries();
    int training = cosines.columns();
    Neighbours found = Neighbours.empty(rows, Math.min(most, training));
    int blocks = (rows + BLOCK - 1) / BLOCK;
    int parts = Math.min(MOST_PARTS, blocks);
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              // One array for all of a part's blocks: a fresh one would lie in no cache.
              double[][] near = new double[BLOCK][training];
              for (int b = part * blocks / parts; b < (part + 1) * blocks / parts; b++) {
                int from = b * BLOCK;
                double[][] some = Arrays.copyOf(near, Math.min(BLOCK, rows - from));
                cosines.rows(from, some);
                for (int i = 0; i < some.length; i++) {
                  nearest(some[i], found.rows()[from + i], found.cosines()[from + i]);
                }
              }
            });
    return found;
  }

  /** The nearest rows, nearest first, by insertion into a short list. */
  private static void nearest(double[] cosines, int[] rows, double[] nearest) {
    int last = nearest.length - 1;
    Arrays.fill(nearest, Double.NEGATIVE_INFINITY);
    for (int row = 0; row < cosines.length; row++) {
      double cosine = cosines[row];
      if (cosine > nearest[last]) {
        int at = last;
        while (at > 0 && nearest[at - 1] < cosine) {
          rows[at] = rows[at - 1];
          nearest[at] = nearest[at - 1];
          at--;
        }
        rows[at] = row;
        nearest[at] = cosine;
      }
    }
  }
}

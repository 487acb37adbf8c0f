package dev.attune.evaluation;

import dev.attune.evaluation.Jackknife.Groups;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The figures of {@link Geometry} without each group of items in turn, from sums that are additive
 * over items: what a group adds is taken off, nothing else is computed anew.
 */
record GeometryReplicates(Groups groups) {

  /**
   * Without each group.
   *
   * @param unit rows at length 1
   */
  double[] uniformity(double[][] unit) {
    double[][] sums = Geometry.potentials(unit, groups.of(), groups.count());
    return each(
        left -> {
          double sum = 0;
          for (int a = 0; a < sums.length; a++) {
            for (int b = 0; b < sums.length; b++) {
              sum += a == left || b == left ? 0 : sums[a][b];
            }
          }
          double items = kept(left);
          return Math.log(sum / (items * (items - 1) / 2));
        });
  }

  /**
   * Without each group.
   *
   * @param unit rows at length 1
   */
  double[] stdMean(double[][] unit) {
    double[][] centred = Geometry.centred(unit);
    double[] squares = squaredSums(centred);
    return each(
        left -> {
          double[][] gone = groups.rows(centred, left);
          double[] mean = keptMean(gone, left);
          double[] off = squaredSums(gone);
          return IntStream.range(0, mean.length)
              .mapToDouble(d -> (squares[d] - off[d]) / kept(left) - mean[d] * mean[d])
              .map(variance -> Math.sqrt(Math.max(0, variance)))
              .average()
              .orElseThrow();
        });
  }

  /** The distance of two sides' centroids without each group; rows of one number go together. */
  double[] modalityGap(double[][] unitLeft, double[][] unitRight) {
    double[][] differences = new double[unitLeft.length][];
    Arrays.setAll(
        differences,
        i ->
            IntStream.range(0, unitLeft[i].length)
                .mapToDouble(d -> unitLeft[i][d] - unitRight[i][d])
                .toArray());
    double[] whole = Geometry.means(differences);
    return each(
        left -> {
          double[] off = Geometry.means(groups.rows(differences, left));
          double all = differences.length;
          double kept = kept(left);
          return Math.sqrt(
              IntStream.range(0, whole.length)
                  .mapToDouble(d -> (all * whole[d] - (all - kept) * off[d]) / kept)
                  .map(x -> x * x)
                  .sum());
        });
  }

  /** What RankMe, the effective rank and linear CKA ask of one set. */
  record Spread(double[][] centred, double[] rankMe, double[] effectiveRank, double[] squares) {}

  /** Measures one set without each group. */
  Spread spread(Geometry.Centred rows) {
    double[][] whole = CrossProduct.of(rows.centred(), rows.centred());
    double[][] figures = new double[groups.count()][];
    IntStream.range(0, groups.count())
        .parallel()
        .forEach(left -> figures[left] = ofCovariance(rows, whole, left));
    return new Spread(rows.centred(), column(figures, 0), column(figures, 1), column(figures, 2));
  }

  private double[] ofCovariance(Geometry.Centred rows, double[][] whole, int left) {
    double[][] gone = groups.rows(rows.centred(), left);
    double[] mean = keptMean(gone, left);
    double[][] kept = CrossProduct.of(gone, gone);
    double[][] second = new double[kept.length][kept.length];
    double trace = 0;
    for (int i = 0; i < kept.length; i++) {
      for (int j = 0; j < kept.length; j++) {
        kept[i][j] = whole[i][j] - kept[i][j] - kept(left) * mean[i] * mean[j];
        double about = (mean[i] + rows.means()[i]) * (mean[j] + rows.means()[j]);
        second[i][j] = kept[i][j] + kept(left) * about;
      }
      trace += kept[i][i];
    }
    double squares = Geometry.frobeniusSquared(kept);
    double[] eigenvalues = SingularValues.of(second);
    double rankMe = Geometry.rankMe(Arrays.stream(eigenvalues).map(Math::sqrt).toArray());
    return new double[] {rankMe, trace * trace / squares, squares};
  }

  /** Linear CKA of two sets without each group. */
  double[] linearCka(Spread left, Spread right) {
    double[][] whole = CrossProduct.of(left.centred, right.centred);
    return each(
        group -> {
          double[][] goneLeft = groups.rows(left.centred, group);
          double[][] goneRight = groups.rows(right.centred, group);
          double[] meanLeft = keptMean(goneLeft, group);
          double[] meanRight = keptMean(goneRight, group);
          double[][] kept = CrossProduct.of(goneLeft, goneRight);
          for (int i = 0; i < kept.length; i++) {
            for (int j = 0; j < kept[i].length; j++) {
              kept[i][j] = whole[i][j] - kept[i][j] - kept(group) * meanLeft[i] * meanRight[j];
            }
          }
          return Geometry.frobeniusSquared(kept)
              / Math.sqrt(left.squares[group] * right.squares[group]);
        });
  }

  private interface WithoutGroup {
    double figure(int group);
  }

  private double[] each(WithoutGroup figure) {
    return IntStream.range(0, groups.count()).mapToDouble(figure::figure).toArray();
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  /** How many items are left. */
  private double kept(int group) {
    return Arrays.stream(groups.of()).filter(of -> of != group).count();
  }

  /** The mean of the rows that are left, where the mean of all is 0. */
  private double[] keptMean(double[][] gone, int group) {
    double kept = kept(group);
    return Arrays.stream(Geometry.means(gone)).map(mean -> -mean * gone.length / kept).toArray();
  }

  private static double[] squaredSums(double[][] rows) {
    double[] sums = new double[rows[0].length];
    for (double[] row : rows) {
      for (int d = 0; d < sums.length; d++) {
        sums[d] += row[d] * row[d];
      }
    }
    return sums;
  }
}

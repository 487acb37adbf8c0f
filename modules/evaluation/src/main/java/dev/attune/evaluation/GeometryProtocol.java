package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How embeddings lie in their space ({@link Geometry}), beside controls. All but {@code alignment}
 * are figures of the whole set and not means over items; their interval is the figure itself. What
 * an array does not allow is left out.
 *
 * @param bootstrap how the interval of {@code alignment} is drawn
 */
public record GeometryProtocol(Bootstrap bootstrap) {
  /** The protocol's name in the rows. */
  public static final String NAME = "geometry";

  /** The control of {@code std_mean} that is no encoder: 1/√width, the spread in all directions. */
  public static final String EVEN_SPREAD = "even_spread";

  private static final Map<String, String> DEFINITIONS =
      Map.of(
          "uniformity",
          "logarithm of the mean over pairs of exp(−2 · squared distance) at length 1",
          "rank_me",
          "exponential of the entropy of the singular values",
          "effective_rank",
          "(Σλ)² / Σλ² of the covariance's eigenvalues",
          "std_mean",
          "mean over dimensions of the deviation at length 1; 1/√width is full spread",
          "linear_cka",
          "linear centred kernel alignment with another encoder of the same items",
          "alignment",
          "mean squared distance of partners at length 1");

  /** Checks the settings. */
  public GeometryProtocol {
    Objects.requireNonNull(bootstrap, "bootstrap");
  }

  /**
   * Items under one encoder.
   *
   * @param items {@code [items, width]}
   * @param partners second views of the same items, {@code [items, width]}, if there are any
   */
  public record Space(float[][] items, Optional<float[][]> partners) {
    /**
     * Checks that the views fit.
     *
     * @throws IllegalArgumentException in one line, if there is no item, or numbers or widths
     *     differ
     */
    public Space {
      if (items.length == 0) {
        throw new IllegalArgumentException("geometry: expected at least 1 item, found none");
      }
      partners.ifPresent(
          rows -> {
            if (rows.length != items.length || rows[0].length != items[0].length) {
              throw new IllegalArgumentException(
                  "geometry: expected partners [%d, %d], found [%d, %d]"
                      .formatted(
                          items.length,
                          items[0].length,
                          rows.length,
                          rows.length == 0 ? 0 : rows[0].length));
            }
          });
    }

    /** Without partners. */
    public static Space of(float[][] items) {
      return new Space(items, Optional.empty());
    }
  }

  /**
   * Measures.
   *
   * @param split the part of the data set, for the rows
   * @param encoder what made the embeddings, for the rows
   * @param others by name, embeddings of the same items to compare with, of any width
   * @param clusters which items are drawn together
   * @param controls by name, the same items under other encoders, such as a random one
   * @return rows of {@code uniformity rank_me effective_rank std_mean}, of {@code linear_cka} for
   *     each of {@code others}, and of {@code alignment} if there are partners
   * @throws IllegalArgumentException in one line, if numbers of items differ, rows differ in width,
   *     or a number is not finite
   */
  public List<EvaluationRow> evaluate(
      String split,
      String encoder,
      Space space,
      Map<String, float[][]> others,
      Clusters clusters,
      Map<String, Space> controls) {
    int items = space.items.length;
    clusters.requireItemsEqual(items, "items");
    others.forEach((name, rows) -> requireItems(name, items, rows));
    controls.forEach((control, other) -> requireItems("control " + control, items, other.items));
    Map<String, Geometry.Centred> centred = new LinkedHashMap<>();
    others.forEach((name, other) -> centred.put(name, centred(name, doubles(other))));
    Map<String, Map<Figure, Estimate>> beside = new LinkedHashMap<>();
    controls.forEach((control, other) -> beside.put(control, figures(other, centred, clusters)));
    List<EvaluationRow> rows = new ArrayList<>();
    figures(space, centred, clusters)
        .forEach(
            (figure, estimate) -> {
              Map<String, Estimate> controlled = new LinkedHashMap<>();
              beside.forEach(
                  (control, own) -> {
                    if (own.containsKey(figure)) {
                      controlled.put(control, own.get(figure));
                    }
                  });
              if (figure.metric.equals("std_mean")) {
                controlled.put(EVEN_SPREAD, point(1 / Math.sqrt(space.items[0].length)));
              }
              rows.add(row(split, encoder, figure, estimate, items, controlled));
            });
    return List.copyOf(rows);
  }

  /** A metric, and what the items are held against. */
  private record Figure(String metric, String against) {}

  private static void requireItems(String name, int expected, float[][] found) {
    if (found.length != expected) {
      throw new IllegalArgumentException(
          "%s: expected %d items, found %d".formatted(name, expected, found.length));
    }
  }

  private Map<Figure, Estimate> figures(
      Space space, Map<String, Geometry.Centred> others, Clusters clusters) {
    double[][] items = doubles(space.items);
    Geometry.Centred centred = centred("left", items);
    Map<Figure, Estimate> figures = new LinkedHashMap<>();
    Geometry.of(items, centred)
        .forEach((metric, value) -> figures.put(new Figure(metric, "itself"), point(value)));
    others.forEach(
        (name, other) -> {
          double alignment = Geometry.linearCka(centred, other);
          if (!Double.isNaN(alignment)) {
            figures.put(new Figure("linear_cka", name), point(alignment));
          }
        });
    space.partners.ifPresent(
        partners ->
            alignment(items, doubles(partners), clusters)
                .ifPresent(value -> figures.put(new Figure("alignment", "partner"), value)));
    return figures;
  }

  private static Geometry.Centred centred(String name, double[][] rows) {
    Geometry.requireMatrix(name, rows);
    return Geometry.Centred.of(rows);
  }

  private Optional<Estimate> alignment(double[][] items, double[][] partners, Clusters clusters) {
    Geometry.requireMatrix("partners", partners);
    double[] distances = new double[items.length];
    Arrays.setAll(distances, i -> squaredDistance(items[i], partners[i]));
    double mean = Arrays.stream(distances).average().orElseThrow();
    if (Double.isNaN(mean)) {
      return Optional.empty();
    }
    Interval interval = bootstrap.meanIntervals(clusters, new double[][] {distances}).get(0);
    return Optional.of(new Estimate(mean, interval));
  }

  /** At length 1: 2 − 2 cosine; NaN for a row of zeros. */
  private static double squaredDistance(double[] a, double[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int d = 0; d < a.length; d++) {
      product += a[d] * b[d];
      left += a[d] * a[d];
      right += b[d] * b[d];
    }
    return 2 - 2 * product / Math.sqrt(left * right);
  }

  private static double[][] doubles(float[][] rows) {
    double[][] doubles = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      doubles[i] = new double[rows[i].length];
      for (int d = 0; d < rows[i].length; d++) {
        doubles[i][d] = rows[i][d];
      }
    }
    return doubles;
  }

  private static Estimate point(double value) {
    return new Estimate(value, new Interval(value, value));
  }

  private static EvaluationRow row(
      String split,
      String encoder,
      Figure figure,
      Estimate estimate,
      int items,
      Map<String, Estimate> controls) {
    return new EvaluationRow(
        NAME,
        split,
        encoder,
        figure.against,
        figure.metric,
        DEFINITIONS.get(figure.metric),
        estimate.value(),
        estimate.ci95(),
        items,
        items,
        controls);
  }
}

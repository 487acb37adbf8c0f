package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How embeddings lie in their space ({@link Geometry}), beside controls. {@code alignment} is a
 * mean over items and has a bootstrap's interval; the others are figures of the whole set and have
 * those of a jackknife that leaves out each of 20 groups of items (the figure alone where the items
 * do not allow it). What an array does not allow is left out.
 *
 * @param bootstrap how the interval of {@code alignment} is drawn
 * @param shuffleSeed decides who is whose stranger
 */
public record GeometryProtocol(Bootstrap bootstrap, long shuffleSeed) {
  /** The protocol's name in the rows. */
  public static final String NAME = "geometry";

  /** The control of {@code std_mean} that is no encoder: 1/√width, the spread in all directions. */
  public static final String EVEN_SPREAD = "even_spread";

  /** All pairs of rows are compared: more than so many take minutes and move no figure. */
  public static final int MOST_ITEMS = 2000;

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
          "mean squared distance of partners at length 1",
          "modality_gap",
          "distance of the two modalities' centroids at length 1");

  /** The control of {@code alignment} in which partners are exchanged. */
  public static final String SHUFFLED_PAIRS = RetrievalProtocol.SHUFFLED_PAIRS;

  /** Checks the settings. */
  public GeometryProtocol {
    Objects.requireNonNull(bootstrap, "bootstrap");
  }

  /**
   * What belongs to the items, in their order.
   *
   * @param name for the rows, such as {@code text}
   * @param rows {@code [items, width]}
   * @param modality whether they are of another modality, not other views
   */
  public record Partners(String name, float[][] rows, boolean modality) {}

  /**
   * Items under one encoder.
   *
   * @param items {@code [items, width]}
   * @param partners of the same width, if there are any
   */
  public record Space(float[][] items, Optional<Partners> partners) {
    /**
     * Checks that the rows fit.
     *
     * @throws IllegalArgumentException in one line, if there is no item, or numbers or widths
     *     differ
     */
    public Space {
      if (items.length == 0) {
        throw new IllegalArgumentException("geometry: expected at least 1 item, found none");
      }
      partners.ifPresent(
          other -> {
            float[][] rows = other.rows;
            if (rows.length != items.length || rows[0].length != items[0].length) {
              throw new IllegalArgumentException(
                  "geometry: expected %s [%d, %d], found [%d, %d]"
                      .formatted(
                          other.name,
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

    /** With partners. */
    public static Space of(float[][] items, Partners partners) {
      return new Space(items, Optional.of(partners));
    }

    /** The same with partners exchanged. */
    private Space shuffled(Partners own, long seed) {
      int[] strangers = Strangers.of(items.length, seed);
      float[][] rows = IntStream.of(strangers).mapToObj(i -> own.rows[i]).toArray(float[][]::new);
      return of(items, new Partners(own.name, rows, own.modality));
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
   *     each of {@code others}, of {@code alignment} if there are partners, and of {@code
   *     modality_gap} if those are of another modality
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
    SpaceFigures figures = new SpaceFigures(bootstrap, clusters);
    Map<String, SpaceFigures.Compared> compared = new LinkedHashMap<>();
    others.forEach((name, other) -> compared.put(name, figures.compared(name, other)));
    Map<String, Map<SpaceFigures.Figure, Estimate>> beside = new LinkedHashMap<>();
    controls.forEach((control, other) -> beside.put(control, figures.of(other, compared)));
    space.partners().ifPresent(own -> beside.put(SHUFFLED_PAIRS, shuffled(figures, space, own)));
    List<EvaluationRow> rows = new ArrayList<>();
    figures
        .of(space, compared)
        .forEach(
            (figure, estimate) -> {
              Map<String, Estimate> controlled = new LinkedHashMap<>();
              beside.forEach(
                  (control, own) -> {
                    if (own.containsKey(figure)) {
                      controlled.put(control, own.get(figure));
                    }
                  });
              if (figure.metric().equals("std_mean")) {
                controlled.put(EVEN_SPREAD, point(1 / Math.sqrt(space.items[0].length)));
              }
              rows.add(row(split, encoder, figure, estimate, items, controlled));
            });
    return List.copyOf(rows);
  }

  private static void requireItems(String name, int expected, float[][] found) {
    if (found.length != expected) {
      throw new IllegalArgumentException(
          "%s: expected %d items, found %d".formatted(name, expected, found.length));
    }
  }

  /** Exchanged partners leave all but the alignment as it is. */
  private Map<SpaceFigures.Figure, Estimate> shuffled(
      SpaceFigures figures, Space space, Partners own) {
    Map<SpaceFigures.Figure, Estimate> alone = new LinkedHashMap<>();
    figures.putAlignment(space.shuffled(own, shuffleSeed), alone);
    return alone;
  }

  private static Estimate point(double value) {
    return new Estimate(value, new Interval(value, value));
  }

  private static EvaluationRow row(
      String split,
      String encoder,
      SpaceFigures.Figure figure,
      Estimate estimate,
      int items,
      Map<String, Estimate> controls) {
    return new EvaluationRow(
        NAME,
        split,
        encoder,
        figure.against(),
        figure.metric(),
        DEFINITIONS.get(figure.metric()),
        estimate.value(),
        estimate.ci95(),
        items,
        items,
        controls);
  }
}

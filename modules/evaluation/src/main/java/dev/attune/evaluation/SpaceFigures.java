package dev.attune.evaluation;

import dev.attune.evaluation.GeometryProtocol.Partners;
import dev.attune.evaluation.GeometryProtocol.Space;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of {@link GeometryProtocol} for items under one encoder. */
final class SpaceFigures {
  private static final String ITSELF = "itself";

  private final Jackknife.Groups groups;
  private final GeometryReplicates replicates;
  private final Bootstrap bootstrap;
  private final Clusters clusters;

  SpaceFigures(Bootstrap bootstrap, Clusters clusters) {
    this.groups = Jackknife.DEFAULT.deal(clusters);
    this.replicates = new GeometryReplicates(groups);
    this.bootstrap = bootstrap;
    this.clusters = clusters;
  }

  /** A metric, and what the items are held against. */
  record Figure(String metric, String against) {}

  /** Rows that others are compared with. */
  record Compared(Geometry.Centred rows, GeometryReplicates.Spread spread) {}

  /**
   * Makes rows ready.
   *
   * @throws IllegalArgumentException in one line, if rows differ in width or a number is not finite
   */
  Compared compared(String name, float[][] rows) {
    Geometry.Centred centred = Geometry.Centred.of(checked(name, rows));
    return new Compared(centred, replicates.spread(centred));
  }

  /** All figures that the rows allow. */
  Map<Figure, Estimate> of(Space space, Map<String, Compared> others) {
    double[][] items = checked("left", space.items());
    double[][] unit = Geometry.unit(items);
    Compared own = compared("left", space.items());
    Map<String, double[]> without = without(unit, own.spread);
    Map<Figure, Estimate> figures = new LinkedHashMap<>();
    Geometry.of(items, own.rows)
        .forEach(
            (metric, value) ->
                figures.put(
                    new Figure(metric, ITSELF),
                    new Estimate(value, Jackknife.interval(value, without.get(metric)))));
    others.forEach((name, other) -> putCka(own, name, other, figures));
    space.partners().ifPresent(partners -> putPartners(unit, partners, figures));
    return figures;
  }

  private Map<String, double[]> without(double[][] unit, GeometryReplicates.Spread spread) {
    Map<String, double[]> without = new LinkedHashMap<>();
    without.put("rank_me", spread.rankMe());
    without.put("effective_rank", spread.effectiveRank());
    if (unit.length > 0) {
      without.put("uniformity", replicates.uniformity(unit));
      without.put("std_mean", replicates.stdMean(unit));
    }
    return without;
  }

  private void putCka(Compared own, String name, Compared other, Map<Figure, Estimate> figures) {
    double value = Geometry.linearCka(own.rows, other.rows);
    if (!Double.isNaN(value)) {
      double[] without = replicates.linearCka(own.spread, other.spread);
      figures.put(
          new Figure("linear_cka", name), new Estimate(value, Jackknife.interval(value, without)));
    }
  }

  private void putPartners(double[][] unit, Partners partners, Map<Figure, Estimate> figures) {
    double[][] others = Geometry.unit(checked(partners.name(), partners.rows()));
    if (unit.length == 0 || others.length == 0) {
      return;
    }
    putAlignment(unit, others, partners.name(), figures);
    if (partners.modality()) {
      double gap = Geometry.modalityGap(unit, others);
      figures.put(
          new Figure("modality_gap", partners.name()),
          new Estimate(gap, Jackknife.interval(gap, replicates.modalityGap(unit, others))));
    }
  }

  /** The alignment of items and partners alone, if the rows allow it. */
  void putAlignment(Space space, Map<Figure, Estimate> figures) {
    double[][] unit = Geometry.unit(checked("left", space.items()));
    Partners partners = space.partners().orElseThrow();
    double[][] others = Geometry.unit(checked(partners.name(), partners.rows()));
    if (unit.length > 0 && others.length > 0) {
      putAlignment(unit, others, partners.name(), figures);
    }
  }

  private void putAlignment(
      double[][] unit, double[][] others, String name, Map<Figure, Estimate> figures) {
    double[] distances = new double[unit.length];
    Arrays.setAll(distances, i -> Geometry.squaredDistance(unit[i], others[i]));
    figures.put(
        new Figure("alignment", name),
        bootstrap.meanEstimates(clusters, List.of(distances)).get(0));
  }

  private static double[][] checked(String name, float[][] rows) {
    double[][] doubles = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      doubles[i] = new double[rows[i].length];
      for (int d = 0; d < rows[i].length; d++) {
        doubles[i][d] = rows[i][d];
      }
    }
    Geometry.requireMatrix(name, doubles);
    return doubles;
  }
}

package dev.attune.evaluation.probe;

import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.Estimate;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.ShuffledLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What frozen features are worth to a linear probe that is told few labels, with controls.
 *
 * @param budgets how many labels
 * @param probe how they are drawn and fitted
 */
public record FewLabelsProtocol(List<LabelBudget> budgets, FewLabels probe) {
  /** The protocol's name in the rows. */
  public static final String NAME = "few_labels";

  private static final String DEFINITION =
      "share of test rows whose class a linear probe predicts from %s (%d rows); mean of %d draws";

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if there is no budget, or one repeats
   */
  public FewLabelsProtocol {
    budgets = List.copyOf(budgets);
    Objects.requireNonNull(probe, "probe");
    List<String> labels = budgets.stream().map(LabelBudget::label).toList();
    if (labels.isEmpty() || labels.stream().distinct().count() < labels.size()) {
      throw new IllegalArgumentException(
          "few labels: expected at least one budget, each once, found " + labels);
    }
  }

  /**
   * Measures.
   *
   * @param split the test part's name, for the rows
   * @param encoder what made the features, for the rows
   * @param clusters which test rows are drawn together
   * @param controls by name, the same rows under other encoders, such as a random one; {@value
   *     ShuffledLabels#NAME} is added here
   * @return a row of {@code linear_accuracy@budget} for each budget, such as {@code
   *     linear_accuracy@5} or {@code linear_accuracy@1%}
   * @throws IllegalArgumentException in one line, if a class has fewer training rows than a budget
   *     asks for, or a control has other rows
   */
  public List<EvaluationRow> evaluate(
      String split,
      String encoder,
      ProbeProtocol.Parts parts,
      Clusters clusters,
      Map<String, ProbeProtocol.Parts> controls) {
    controls.forEach((control, other) -> parts.requireSameRows(control, other));
    Map<String, ProbeProtocol.Parts> all = new LinkedHashMap<>(controls);
    all.put(ShuffledLabels.NAME, parts.shuffled(probe.bootstrap().seed()));
    List<double[]> shares = new ArrayList<>(probe.shares(parts, budgets));
    String settings =
        "%s: budgets %s, draws %d from %d, strengths %s"
            .formatted(NAME, budgets, probe.draws(), probe.bootstrap().seed(), probe.strengths());
    all.values()
        .forEach(
            other -> shares.addAll(other.measured(settings, () -> probe.shares(other, budgets))));
    List<Estimate> figures = probe.bootstrap().meanEstimates(clusters, shares);
    Map<String, List<Estimate>> beside = new LinkedHashMap<>();
    int from = budgets.size();
    for (String control : all.keySet()) {
      beside.put(control, figures.subList(from, from + budgets.size()));
      from += budgets.size();
    }
    List<EvaluationRow> rows = new ArrayList<>();
    for (int b = 0; b < budgets.size(); b++) {
      LabelBudget budget = budgets.get(b);
      int labelled = FewLabels.labelled(parts.train(), budget);
      int draws = probe.differentDraws(parts.train(), budget);
      String told = budget.label() + (budget.isShare() ? " of the labels" : " labels a class");
      rows.add(
          new EvaluationRow(
              NAME,
              split,
              encoder,
              "class",
              "linear_accuracy@" + budget.label(),
              DEFINITION.formatted(told, labelled, draws),
              figures.get(b).value(),
              figures.get(b).ci95(),
              parts.test().size(),
              labelled,
              Estimate.each(beside, b)));
    }
    return List.copyOf(rows);
  }
}

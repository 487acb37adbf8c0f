package dev.attune.datasets.split;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A data set taken apart.
 *
 * @param train positions of the items that are trained on, ascending
 * @param evaluations what is asked, during training ({@code validation}) and at its end
 */
public record SplitPlan(List<Integer> train, List<EvaluationSplit> evaluations) {
  /** Names become folders of a run. */
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N} ._-]{0,99}");

  /** Name of the split that settings are chosen on, never the end's figures taken from. */
  public static final String VALIDATION = "validation";

  public SplitPlan {
    train = List.copyOf(train);
    evaluations = List.copyOf(evaluations);
    for (EvaluationSplit evaluation : evaluations) {
      if (!PLAIN.matcher(evaluation.name()).matches() || evaluation.name().equals("train")) {
        throw new IllegalArgumentException(
            "split: expected a plain name other than train, found \"" + evaluation.name() + "\"");
      }
    }
  }

  /** The split of that name. */
  public Optional<EvaluationSplit> evaluation(String name) {
    return evaluations.stream().filter(split -> split.name().equals(name)).findFirst();
  }

  /** The split that is measured during training. */
  public Optional<EvaluationSplit> validation() {
    return evaluation(VALIDATION);
  }
}

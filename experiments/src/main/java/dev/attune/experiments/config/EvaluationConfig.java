package dev.attune.experiments.config;

import java.util.List;
import java.util.Set;

/**
 * What is measured.
 *
 * @param recallAt ranks of recall@k
 * @param bootstrapResamples draws behind each 95 % interval
 * @param promptTemplates of zero-shot classification, {@code {label}} stands for the class; empty
 *     for none
 */
public record EvaluationConfig(
    List<Integer> recallAt, int bootstrapResamples, List<String> promptTemplates) {
  public static final EvaluationConfig DEFAULTS =
      new EvaluationConfig(List.of(1, 5, 10), 1000, List.of());

  public EvaluationConfig {
    recallAt = List.copyOf(recallAt);
    promptTemplates = List.copyOf(promptTemplates);
    if (recallAt.isEmpty()
        || recallAt.stream().anyMatch(k -> k < 1)
        || Set.copyOf(recallAt).size() < recallAt.size()) {
      throw new IllegalArgumentException(
          "recall_at: expected one or more distinct ranks from 1, found " + recallAt);
    }
    for (String template : promptTemplates) {
      if (!template.contains("{label}")) {
        throw new IllegalArgumentException(
            "prompt_templates: expected {label} in each, found \"" + template + "\"");
      }
    }
    Limits.atLeast(bootstrapResamples, 1, "bootstrap_resamples");
  }
}

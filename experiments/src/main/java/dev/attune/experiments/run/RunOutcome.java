package dev.attune.experiments.run;

import dev.attune.evaluation.EvaluationRow;
import java.util.List;

/**
 * How a run ended.
 *
 * @param steps done
 * @param finished whether that is all of them
 * @param rows what was measured; empty if it is not finished
 */
public record RunOutcome(long steps, boolean finished, List<EvaluationRow> rows) {}

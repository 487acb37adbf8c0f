package dev.attune.engine.executor;

import java.util.Map;

/**
 * What one step reports.
 *
 * @param loss mean over the accumulated batches, before the update
 * @param gradientNorm global norm before clipping
 * @param reported the specification's reported scalars, of the last batch
 */
public record StepResult(double loss, double gradientNorm, Map<String, Double> reported) {}

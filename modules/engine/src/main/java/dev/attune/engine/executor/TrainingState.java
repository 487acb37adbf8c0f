package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import java.util.Map;

/**
 * Everything that a training session holds.
 *
 * @param parameters by name
 * @param optimizer the optimiser's moments, by parameter and moment
 * @param statistics running averages and averaged targets, by name
 * @param updates number of optimiser updates so far
 */
public record TrainingState(
    Map<String, Tensor> parameters,
    Map<String, Tensor> optimizer,
    Map<String, Tensor> statistics,
    long updates) {}

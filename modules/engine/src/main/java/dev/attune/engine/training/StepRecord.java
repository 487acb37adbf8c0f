package dev.attune.engine.training;

import dev.attune.engine.executor.StepResult;

/**
 * One step as it is logged.
 *
 * @param step number of the step, from 1
 * @param result loss, gradient norm and the reported scalars
 * @param learningRate of the step
 * @param samples items of the step
 * @param seconds wall time of the step, loading included; of steps that overlap, from the result of
 *     the one before
 * @param dataWait share of that time spent waiting for data
 */
public record StepRecord(
    long step,
    StepResult result,
    double learningRate,
    int samples,
    double seconds,
    double dataWait) {

  public double samplesPerSecond() {
    return samples / seconds;
  }
}

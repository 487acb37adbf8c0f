package dev.attune.engine.executor;

/**
 * What a training step asks of a machine, counted and not measured: divided by what the machine can
 * do, it is the time that no step can go below.
 *
 * @param launches kernels and calls of a library, one after another
 * @param operations multiplications and additions of products, attention among them
 * @param bytes read and written, each element once a launch, the optimiser's among them
 */
public record StepCost(int launches, long operations, long bytes) {}

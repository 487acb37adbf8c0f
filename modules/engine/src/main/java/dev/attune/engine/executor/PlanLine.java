package dev.attune.engine.executor;

/**
 * One step of a compiled program as it runs, for people.
 *
 * @param operation what is computed, with what its epilogue adds
 * @param shapes of what it reads and writes
 * @param kernel the code that runs it
 * @param bytes that it reads and writes
 * @param milliseconds that it takes, the median of several runs
 */
public record PlanLine(
    String operation, String shapes, String kernel, long bytes, double milliseconds) {}

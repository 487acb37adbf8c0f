package dev.attune.graph;

/**
 * Random numbers that a graph asks for; the engine fills them anew for each step from (seed, step,
 * name, element), so that a replayed step draws the same.
 *
 * @param kind the distribution
 * @param probability of a one, for {@link Kind#BERNOULLI}
 * @param value the input that stands in the graph
 */
public record Draw(Kind kind, double probability, Value value) {

  /** The distribution drawn from. */
  public enum Kind {
    /** 1 with the probability, else 0. */
    BERNOULLI,
    /** Uniform in [0, 1). */
    UNIFORM,
    /** Standard normal. */
    NORMAL
  }
}

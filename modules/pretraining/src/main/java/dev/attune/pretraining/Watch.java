package dev.attune.pretraining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Looks at a run as it goes and says, once and in a line, what goes wrong and what usually helps:
 * vectors that no longer differ (their deviation against 1/√d, arXiv:2011.10566), a falling rank
 * (RankMe, arXiv:2210.02885), a loss that sits at its value at chance, a scale at its limit. Not
 * thread-safe.
 */
public final class Watch {
  /** Below this share of the full spread, 1/√d, an encoder has all but collapsed. */
  private static final double LEAST_SPREAD = 0.1;

  /** A loss this near to chance, relative to it, has learnt nothing. */
  private static final double NEAR = 0.01;

  /** Share of the run that is left in peace: many methods sit at chance before they take off. */
  private static final double SETTLING = 0.2;

  /** Steps that a mean is taken over, and how many it takes before anything is said. */
  private static final int WINDOW = 50;

  private static final double FALLEN = 0.5;
  private static final String SPREAD = "spread";

  private final Map<String, Double> chance;
  private final Map<String, Double> limits;
  private final long steps;
  private final Map<String, Double> means = new HashMap<>();
  private final Set<String> said = new HashSet<>();
  private long seen;
  private double highestRank;

  /**
   * Of one run.
   *
   * @param chance value at chance by the name of the loss, {@code loss} or {@code task.loss}
   * @param limits highest value by the name of a reported scalar, such as CLIP's logit scale
   * @param steps of the whole run
   */
  public Watch(Map<String, Double> chance, Map<String, Double> limits, long steps) {
    this.chance = Map.copyOf(chance);
    this.limits = Map.copyOf(limits);
    this.steps = steps;
  }

  /** Without limits. */
  public Watch(Map<String, Double> chance, long steps) {
    this(chance, Map.of(), steps);
  }

  /**
   * Sees a step.
   *
   * @param step number of the step, from 1
   * @param loss the sum that is minimised
   * @param reported the step's scalars by name
   * @return what there is to say; usually nothing
   */
  public List<String> stepped(long step, double loss, Map<String, Double> reported) {
    List<String> lines = new ArrayList<>();
    if (step < SETTLING * steps) {
      return lines;
    }
    seen++;
    Map<String, Double> scalars = new HashMap<>(reported);
    scalars.putIfAbsent("loss", loss);
    scalars.forEach((name, value) -> means.merge(name, value, this::moved));
    if (seen < WINDOW) {
      return lines;
    }
    means.forEach(
        (name, mean) -> {
          if ((name.equals(SPREAD) || name.endsWith("." + SPREAD)) && mean < LEAST_SPREAD) {
            say(name, collapsed(name, mean), lines);
          }
        });
    chance.forEach(
        (name, value) -> {
          double mean = means.getOrDefault(name, Double.NaN);
          if (Math.abs(mean - value) < NEAR * Math.abs(value)) {
            say(name, atChance(name, mean, value), lines);
          }
        });
    limits.forEach(
        (name, value) -> {
          if (means.getOrDefault(name, 0.0) > (1 - NEAR) * value) {
            say(name, atLimit(name, value), lines);
          }
        });
    return lines;
  }

  /**
   * Sees the rank of a validation.
   *
   * @param rankMe of the validation part's vectors
   */
  public List<String> ranked(double rankMe) {
    List<String> lines = new ArrayList<>();
    highestRank = Math.max(highestRank, rankMe);
    if (rankMe < FALLEN * highestRank) {
      say("rank", fallen(rankMe), lines);
    }
    return lines;
  }

  private double moved(double mean, double newest) {
    return mean + (newest - mean) / Math.min(seen, WINDOW);
  }

  private void say(String about, String line, List<String> lines) {
    if (said.add(about)) {
      lines.add(line);
    }
  }

  private static String collapsed(String name, double mean) {
    return String.format(
        Locale.ROOT,
        "watch: %s is %.3f of 1, so the encoder gives nearly one vector for all:"
            + " a lower learning rate, a predictor or stronger augmentations usually help",
        name,
        mean);
  }

  private static String atChance(String name, double mean, double value) {
    return String.format(
        Locale.ROOT,
        "watch: %s sits at %.4f, its value at chance (%.4f):"
            + " weaker augmentations, a warm-up or another learning rate usually help",
        name,
        mean,
        value);
  }

  private static String atLimit(String name, double value) {
    return String.format(
        Locale.ROOT,
        "watch: %s sits at its limit of %.1f and cannot grow:"
            + " more data, stronger augmentations or fewer epochs usually help",
        name,
        value);
  }

  private String fallen(double rankMe) {
    return String.format(
        Locale.ROOT,
        "watch: RankMe fell from %.1f to %.1f, so the vectors use ever fewer dimensions:"
            + " a lower learning rate or more weight decay usually helps",
        highestRank,
        rankMe);
  }
}

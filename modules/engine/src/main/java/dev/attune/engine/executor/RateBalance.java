package dev.attune.engine.executor;

import dev.attune.graph.Statistic;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link GradientMix.GradNorm}. The weights and the first losses are statistics of the session, in
 * its precision, so that a resumed run goes on with the same.
 */
final class RateBalance implements TaskWeights {
  private static final double LEAST = 0.01;

  private final GradientMix.GradNorm settings;
  private final List<MultiTaskSpec.Task> tasks;
  private final List<INDArray> weights = new ArrayList<>();
  private final List<INDArray> first = new ArrayList<>();

  RateBalance(
      GradientMix.GradNorm settings, List<MultiTaskSpec.Task> tasks, StatisticStore statistics) {
    this.settings = settings;
    this.tasks = tasks;
    double[] start = new double[tasks.size()];
    for (int i = 0; i < start.length; i++) {
      weights.add(statistics.get(weight(tasks.get(i))));
      first.add(statistics.get(firstLoss(tasks.get(i))));
      start[i] = tasks.get(i).weight();
    }
    set(start);
  }

  /** What is kept of the tasks; a first loss of 0 is none yet. */
  static List<Statistic> statistics(List<MultiTaskSpec.Task> tasks) {
    List<Statistic> kept = new ArrayList<>();
    for (MultiTaskSpec.Task task : tasks) {
      kept.add(scalar(weight(task), task.weight()));
      kept.add(scalar(firstLoss(task), 0));
    }
    return kept;
  }

  private static Statistic scalar(String name, double initial) {
    return new Statistic(Statistic.Kind.AVERAGE, name, initial, 1, new long[] {1}, null);
  }

  private static String weight(MultiTaskSpec.Task task) {
    return task.name() + ".grad_norm.weight";
  }

  private static String firstLoss(MultiTaskSpec.Task task) {
    return task.name() + ".grad_norm.first_loss";
  }

  @Override
  public int sharing() {
    return tasks.size();
  }

  @Override
  public double[] own() {
    return weights.stream().mapToDouble(weight -> weight.getDouble(0)).toArray();
  }

  @Override
  public double[] shared(double[][] products, long step) {
    return own();
  }

  @Override
  public boolean learnt() {
    return true;
  }

  @Override
  public void learn(double[] losses, double[][] products) {
    List<Integer> taught = taught(losses);
    double[] rates = relativeRates(taught, losses);
    double[] own = own();
    double mean = 0;
    for (int i : taught) {
      mean += own[i] * Math.sqrt(products[i][i]) / taught.size();
    }
    double[] moved = own.clone();
    for (int i : taught) {
      double norm = Math.sqrt(products[i][i]);
      double excess = own[i] * norm - mean * Math.pow(rates[i], settings.alpha());
      // The slope of |w·‖g‖ − target|, the target held fixed.
      moved[i] = own[i] - settings.learningRate() * Math.signum(excess) * norm;
    }
    set(moved);
  }

  /**
   * The tasks that this step has a loss of: a batch without labels has none of theirs. What is the
   * first of a task is kept.
   */
  private List<Integer> taught(double... losses) {
    List<Integer> taught = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      boolean begun = first.get(i).getDouble(0) != 0;
      if (!begun && !(losses[i] >= 0)) {
        throw new IllegalArgumentException(
            "grad_norm: expected a first loss of %s above 0, found %s"
                .formatted(tasks.get(i).name(), losses[i]));
      }
      if (losses[i] != 0) {
        taught.add(i);
      }
    }
    for (int i : taught) {
      if (first.get(i).getDouble(0) == 0) {
        first.get(i).putScalar(0, losses[i]);
      }
    }
    return taught;
  }

  /** Each loss over its first, over the mean of that; all 1 where no loss is left. */
  private double[] relativeRates(List<Integer> taught, double... losses) {
    double[] rates = new double[losses.length];
    double mean = 0;
    for (int i : taught) {
      rates[i] = Math.max(0, losses[i] / first.get(i).getDouble(0));
      mean += rates[i] / taught.size();
    }
    for (int i = 0; i < rates.length; i++) {
      rates[i] = mean > 0 ? rates[i] / mean : 1;
    }
    return rates;
  }

  /** No weight too small to grow again, and all in the sum the number of tasks. */
  private void set(double... wanted) {
    double sum = 0;
    for (double weight : wanted) {
      sum += Math.max(LEAST, weight);
    }
    for (int i = 0; i < wanted.length; i++) {
      weights.get(i).putScalar(0, Math.max(LEAST, wanted[i]) * wanted.length / sum);
    }
  }
}

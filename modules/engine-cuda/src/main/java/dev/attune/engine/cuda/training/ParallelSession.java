package dev.attune.engine.cuda.training;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.PendingStep;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Statistic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Data-parallel contrastive training: each rank, on a device of its own, runs the towers on its
 * rows of the batch; embeddings are gathered, so that the loss sees the whole batch; gradients are
 * summed, and every rank makes the same update. One process, one thread drives all.
 */
public final class ParallelSession implements TrainingSession {
  private final RankPlan plan;
  private final List<Rank> ranks = new ArrayList<>();
  private final Recording gather;
  private final Recording sum;
  private final StepReports reports;
  private final KeptParameters parameters;
  private final KeptStatistics statistics;

  /** What is closed with the session, the last first. */
  private final Deque<Runnable> open = new ArrayDeque<>();

  /**
   * Plans, allocates, records, and draws the first weights.
   *
   * @param devices one a rank; stay open
   * @param collectives between them; stay open
   * @param specification whose chunk is a rank's rows
   * @param precision of products
   * @throws IllegalArgumentException in one line, if such a training cannot be shared out
   */
  public ParallelSession(
      List<Device> devices,
      Collectives collectives,
      CachedTrainingSpec specification,
      Precision precision) {
    require(specification, devices.size());
    plan = RankPlan.of(specification, precision);
    parameters = new KeptParameters(plan.layout(), plan.settings().optimizer().vectors());
    statistics = new KeptStatistics(plan.averages());
    try {
      for (Device device : devices) {
        Rank rank = new Rank(plan, device, ranks.size());
        open.push(rank::close);
        ranks.add(rank);
      }
      gather = collectives.allGather(gathers());
      open.push(gather::close);
      sum =
          collectives.allReduce(
              each(rank -> rank.memory().address(StepPlan.GRADIENTS)), plan.summed());
      open.push(sum::close);
      Rank first = ranks.get(0);
      reports =
          new StepReports(
              first.device(), specification.reported().keySet(), first.memory().regions());
      open.push(reports::close);
      List<Regions.Write> begins = parameters.first(plan.initial());
      begins.addAll(statistics.first());
      ranks.forEach(rank -> rank.writeFirst(begins));
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private static void require(CachedTrainingSpec specification, int ranks) {
    if (specification.rows() != ranks * specification.chunk()) {
      throw new IllegalArgumentException(
          "devices: expected %d rows of %d on each of %d, found %d"
              .formatted(
                  specification.rows() / ranks,
                  specification.rows(),
                  ranks,
                  specification.chunk()));
    }
    if (!(specification.optimizer() instanceof AdamWConfig)) {
      throw unable("moves parameters by adamw alone");
    }
    if (!specification.rates().byPrefix().isEmpty()) {
      throw unable("has one learning rate for all parameters");
    }
    if (specification.objective().type() != DataType.FLOAT) {
      throw unable("computes on FLOAT alone");
    }
    if (specification.objective().statistics().stream()
        .anyMatch(statistic -> statistic.kind() != Statistic.Kind.AVERAGE)) {
      throw unable("keeps no queues");
    }
  }

  private static IllegalArgumentException unable(String why) {
    return new IllegalArgumentException("devices: training on more than one " + why);
  }

  private List<Collectives.Gather> gathers() {
    return plan.exchanges().stream()
        .map(
            exchange ->
                new Collectives.Gather(
                    each(rank -> rank.memory().output(exchange.tower(), exchange.output())),
                    each(rank -> rank.memory().address(plan.objective(), exchange.all().name())),
                    exchange.all().length() / ranks.size()))
        .toList();
  }

  private List<Long> each(ToLongFunction<Rank> address) {
    return ranks.stream().map(address::applyAsLong).toList();
  }

  @Override
  public StepResult step(List<Batch> batches, long step, double learningRate) {
    return begin(batches, step, learningRate).await();
  }

  @Override
  public PendingStep begin(List<Batch> batches, long step, double learningRate) {
    if (batches.size() != 1) {
      throw new IllegalArgumentException(
          "expected 1 batches a step, found %d".formatted(batches.size()));
    }
    reports.makeRoom();
    if (reports.told()) {
      reports.settleAll();
      restart(reports.updates());
    }
    send(batches.get(0), step, learningRate);
    toEmbeddings();
    ranks.forEach(Rank::backward);
    sum.replay();
    ranks.forEach(Rank::update);
    return reports.begin(step);
  }

  /** No rank begins before all know that their rows fit. */
  private void send(Batch batch, long step, double rate) {
    int rows = plan.specification().rows();
    if (batch.rows() != rows) {
      throw new IllegalArgumentException(
          "expected a batch of %d rows, found %d".formatted(rows, batch.rows()));
    }
    ranks.forEach(rank -> rank.feed().write(batch, step, rate, reports.updates()));
    ranks.forEach(rank -> rank.feed().send());
  }

  private void toEmbeddings() {
    ranks.forEach(Rank::forward);
    gather.replay();
  }

  /** Lets steps move things from now on. */
  private void restart(long updates) {
    reports.restart(updates);
    ranks.forEach(rank -> rank.writeSound(true));
  }

  @Override
  public int stepsInFlight() {
    return StepReports.MOST;
  }

  @Override
  public Map<String, Tensor> weights() {
    Regions first = ranks.get(0).regions();
    Map<String, Tensor> weights = parameters.values(first);
    weights.putAll(statistics.read(first));
    return weights;
  }

  @Override
  public TrainingState state() {
    return state(0);
  }

  /** A rank's: all have the same. */
  TrainingState state(int rank) {
    reports.settleAll();
    Regions own = ranks.get(rank).regions();
    return new TrainingState(
        parameters.values(own), parameters.optimizer(own), statistics.read(own), reports.updates());
  }

  @Override
  public void restore(TrainingState state) {
    reports.settleAll();
    List<Regions.Write> writes = parameters.restored(state.parameters(), state.optimizer());
    writes.addAll(statistics.restored(state.statistics()));
    ranks.forEach(rank -> rank.write(writes));
    restart(state.updates());
  }

  @Override
  public int load(Map<String, Tensor> weights) {
    List<Regions.Write> loaded = parameters.loaded(weights);
    List<Regions.Write> averages = statistics.loaded(weights);
    for (Rank rank : ranks) {
      rank.write(loaded);
      rank.write(averages);
    }
    return loaded.size();
  }

  /** The first rank's; what passes between ranks is not among the lines. */
  @Override
  public List<PlanLine> profile(Batch batch, int rounds) {
    reports.settleAll();
    send(batch, 0, 0);
    toEmbeddings();
    Rank first = ranks.get(0);
    List<Call> calls = new ArrayList<>(RankCalls.forward(plan, first.memory(), 0));
    calls.addAll(RankCalls.backward(plan, first.memory(), 0));
    return StepProfile.of(first.device(), calls, rounds);
  }

  @Override
  public Map<String, Integer> stock() {
    return new TreeMap<>();
  }

  @Override
  public long bytes() {
    return ranks.stream().mapToLong(rank -> rank.memory().bytes()).sum();
  }

  @Override
  public void close() {
    List<Runnable> owned = List.copyOf(open);
    open.clear();
    Closing.all(owned.toArray(Runnable[]::new));
  }
}

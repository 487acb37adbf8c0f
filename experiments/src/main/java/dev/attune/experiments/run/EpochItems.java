package dev.attune.experiments.run;

import dev.attune.alignment.PairLoss;
import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.loading.EpochPlan;
import dev.attune.experiments.config.DataConfig;
import dev.attune.experiments.config.TrainingConfig;
import dev.attune.experiments.modality.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an epoch goes through: each training row, or each concept by one of its rows.
 *
 * @param rows of each, by the position of the first
 */
record EpochItems(Map<Integer, List<Integer>> rows) {
  /** A concept draws its row from a source apart from those of the modalities. */
  private static final int ROW_VIEW = 3;

  /** Fewest items of a batch that a pair needs: one has no negatives. */
  private static final int LEAST_OF_A_PAIR = 2;

  /** The training items that have both sides of a pair. */
  static EpochItems of(ExperimentData data, List<PairLoss> pairs) {
    Map<String, Integer> firstOfConcept = new LinkedHashMap<>();
    Map<Integer, List<Integer>> rows = new LinkedHashMap<>();
    for (int i : data.plan().train()) {
      Item item = data.data().item(i);
      if (pairs.stream().anyMatch(pair -> has(item, pair))) {
        int first =
            data.draw() == DataConfig.Draw.ROWS
                ? i
                : firstOfConcept.computeIfAbsent(item.concept(), concept -> i);
        rows.computeIfAbsent(first, f -> new ArrayList<>()).add(i);
      }
    }
    return new EpochItems(rows);
  }

  private static boolean has(Item item, PairLoss pair) {
    return Modality.has(item, pair.left()) && Modality.has(item, pair.right());
  }

  /** The row that an epoch shows of the item at a position of the plan. */
  int row(int position, long epoch, Seeds seeds) {
    List<Integer> own = rows.get(position);
    if (own.size() == 1) {
      return own.get(0);
    }
    return own.get(seeds.at(epoch, position, ROW_VIEW).nextInt(own.size()));
  }

  /**
   * The batches of each epoch: each has its share of the items with the same modalities.
   *
   * @throws IllegalArgumentException if there are fewer items than a batch holds, or a pair has too
   *     few for every batch
   */
  EpochPlan plan(Dataset data, List<PairLoss> pairs, TrainingConfig training, long seed) {
    int batch = training.batchSize();
    if (rows.size() < batch) {
      throw new IllegalArgumentException(
          "training.batch_size: expected at most the %d items there are to train on, found %d"
              .formatted(rows.size(), batch));
    }
    Map<String, List<Integer>> strata = new TreeMap<>();
    for (int position : rows.keySet()) {
      Item item = data.item(position);
      List<String> kind = Modality.NAMES.stream().filter(m -> Modality.has(item, m)).toList();
      strata.computeIfAbsent(kind.toString(), k -> new ArrayList<>()).add(position);
    }
    pairs.forEach(pair -> requireEnough(data, pair, batch));
    return EpochPlan.stratified(List.copyOf(strata.values()), batch, true, training.epochs(), seed);
  }

  /** A batch's share of a pair's items, rounded down as the plan may. */
  private void requireEnough(Dataset data, PairLoss pair, int batch) {
    long having = rows.keySet().stream().filter(i -> has(data.item(i), pair)).count();
    if (having * batch / rows.size() < LEAST_OF_A_PAIR) {
      throw new IllegalArgumentException(
          "pairs: expected at least %d items of a batch with both %s and %s, found %d of %d in all"
                  .formatted(LEAST_OF_A_PAIR, pair.left(), pair.right(), having, rows.size())
              + ", which is fewer for batches of "
              + batch);
    }
  }
}

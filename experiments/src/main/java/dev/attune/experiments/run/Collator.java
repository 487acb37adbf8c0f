package dev.attune.experiments.run;

import dev.attune.alignment.PairLoss;
import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.engine.Batch;
import dev.attune.experiments.modality.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a training batch: each tower's arrays, for each pair of towers which items belong together
 * and which have both, and for each reconstruction what is hidden. A function of (seed, epoch,
 * items) alone.
 *
 * <p>Where an item lacks a modality, its row shows another item of the batch, so that batch norms
 * see nothing but real inputs; the pair's marks keep such rows out of the loss.
 */
final class Collator {
  /** Each modality of an item draws from a source of its own. */
  private static final Map<String, Integer> VIEWS = Map.of("image", 0, "text", 1, "audio", 2);

  private final Dataset data;
  private final EpochItems items;
  private final List<Modality> modalities;
  private final List<PairLoss> pairs;
  private final List<HiddenPatches> hidden;
  private final Seeds seeds;

  Collator(
      Dataset data,
      EpochItems items,
      List<Modality> modalities,
      List<PairLoss> pairs,
      List<HiddenPatches> hidden,
      Seeds seeds) {
    this.data = data;
    this.items = items;
    this.modalities = List.copyOf(modalities);
    this.pairs = List.copyOf(pairs);
    this.hidden = List.copyOf(hidden);
    this.seeds = seeds;
  }

  /** The batch of some items, by their positions. */
  Batch collate(long epoch, int... chosen) {
    List<Item> drawn = new ArrayList<>();
    for (int position : chosen) {
      drawn.add(data.item(items.row(position, epoch, seeds)));
    }
    Map<String, float[]> floats = new LinkedHashMap<>();
    Map<String, int[]> integers = new LinkedHashMap<>();
    Map<String, List<String>> contents = new LinkedHashMap<>();
    for (Modality modality : modalities) {
      Modality.Rows rows = modality.rows(samples(modality.name(), drawn, epoch));
      floats.putAll(rows.batch().floats());
      integers.putAll(rows.batch().integers());
      contents.put(modality.name(), rows.contents());
    }
    for (PairLoss pair : pairs) {
      floats.put(
          pair.positivesInput(),
          belongTogether(drawn, contents.get(pair.left()), contents.get(pair.right())));
      if (pair.partial()) {
        floats.put(pair.presentInput(), present(drawn, pair));
      }
    }
    Batch batch = new Batch(chosen.length, floats, integers);
    hidden.forEach(patches -> floats.putAll(patches.training(drawn, batch, seeds, epoch)));
    return new Batch(chosen.length, floats, integers);
  }

  private List<Modality.Sample> samples(String modality, List<Item> drawn, long epoch) {
    int view = VIEWS.get(modality);
    List<Item> having = drawn.stream().filter(item -> Modality.has(item, modality)).toList();
    if (having.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a batch with %s, found none among its %d items"
              .formatted(modality, drawn.size()));
    }
    List<Modality.Sample> samples = new ArrayList<>();
    int fill = 0;
    for (Item item : drawn) {
      Item shown = Modality.has(item, modality) ? item : having.get(fill++ % having.size());
      samples.add(new Modality.Sample(shown, seeds.at(epoch, shown.id(), view)));
    }
    return samples;
  }

  private static float[] present(List<Item> drawn, PairLoss pair) {
    float[] present = new float[drawn.size()];
    for (int i = 0; i < present.length; i++) {
      Item item = drawn.get(i);
      boolean both = Modality.has(item, pair.left()) && Modality.has(item, pair.right());
      present[i] = both ? 1 : 0;
    }
    return present;
  }

  /** Rows of one concept belong together, and so do rows that show the same on a side. */
  private static float[] belongTogether(List<Item> drawn, List<String> left, List<String> right) {
    int n = drawn.size();
    float[] together = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean same =
            left.get(i).equals(left.get(j))
                || right.get(i).equals(right.get(j))
                || drawn.get(i).concept().equals(drawn.get(j).concept());
        together[i * n + j] = same ? 1 : 0;
      }
    }
    return together;
  }
}

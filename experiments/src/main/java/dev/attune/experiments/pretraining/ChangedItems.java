package dev.attune.experiments.pretraining;

import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Item;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.InvarianceProtocol;
import dev.attune.experiments.modality.Items;
import dev.attune.graph.Encoder;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Vectors of some items as they are, under each augmentation of training alone, and under all.
 *
 * @param positions of the items
 */
record ChangedItems(PretrainingData data, Executor executor, Seeds seeds, List<Integer> positions) {
  private static final int ROWS = 32;

  /** A draw that no single augmentation has. */
  private static final int VIEW = -1;

  /** Those of an encoder with some weights. */
  <W extends Writable> InvarianceProtocol.Views views(
      TrainedModality<W> modality, Map<String, Tensor> weights) {
    Items<W> items = modality.items();
    Encoder tower = modality.modality().tower();
    Tensors<W> tensors = items.tensors(data.classes().size());
    try (EmbeddingSession session = new EmbeddingSession(tower, weights, executor, ROWS)) {
      List<W> plain = positions.stream().map(this::item).map(items::plain).toList();
      Map<String, float[][]> changed = new LinkedHashMap<>();
      for (String name : items.augmentations()) {
        int which = changed.size();
        List<W> under =
            positions.stream()
                .map(this::item)
                .map(item -> items.changed(item, which, seeds.at(0, item.id(), which)))
                .toList();
        changed.put(name, embed(session, tower, tensors, under));
      }
      return new InvarianceProtocol.Views(embed(session, tower, tensors, plain), changed);
    }
  }

  /** Those of an encoder with some weights, each item under the augmentations of training. */
  <W extends Writable> float[][] augmented(
      TrainedModality<W> modality, Map<String, Tensor> weights) {
    Items<W> items = modality.items();
    Encoder tower = modality.modality().tower();
    try (EmbeddingSession session = new EmbeddingSession(tower, weights, executor, ROWS)) {
      List<W> views =
          positions.stream()
              .map(this::item)
              .map(item -> items.view(item, seeds.at(0, item.id(), VIEW)))
              .toList();
      return embed(session, tower, items.tensors(data.classes().size()), views);
    }
  }

  private Item item(int position) {
    return data.data().item(position);
  }

  private static <W extends Writable> float[][] embed(
      EmbeddingSession session, Encoder tower, Tensors<W> tensors, List<W> items) {
    return session.embed(
        items.size(),
        (from, to) -> {
          List<W> some = new ArrayList<>(items.subList(from, to));
          while (some.size() < session.rows()) {
            some.add(items.get(from));
          }
          return tensors.of(some).under(tower.name());
        });
  }
}

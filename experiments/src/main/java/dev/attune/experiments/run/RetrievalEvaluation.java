package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.RetrievalProtocol.Sides;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Retrieval of each modality by each other, trained together or not, on every split: among the
 * split's own gallery, and among each larger one that it names. An item asks and is found only if
 * it has both modalities.
 */
final class RetrievalEvaluation {
  private static final Map<String, String> PLURALS =
      Map.of("image", "images", "text", "texts", "audio", "sounds");

  private final Questions questions;
  private final List<String> modalities;
  private final RetrievalProtocol protocol;

  /**
   * Over some splits.
   *
   * @param modalities in the order in which they ask
   */
  RetrievalEvaluation(
      Questions questions, List<String> modalities, List<Integer> recallAt, int resamples) {
    this.questions = questions;
    this.modalities = List.copyOf(modalities);
    this.protocol = new RetrievalProtocol("retrieval", recallAt, new Bootstrap(resamples, 0), 0);
  }

  /**
   * The rows of all splits.
   *
   * @param controls other embeddings of the same contents, by the control's name; one that lacks a
   *     modality is left out where that is asked about
   */
  List<EvaluationRow> evaluate(Embedded embedded, Map<String, Embedded> controls) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (EvaluationSplit split : questions.splits()) {
      split
          .galleries()
          .forEach(
              (gallery, items) ->
                  rows.addAll(directions(split, gallery, items, embedded, controls)));
    }
    return rows;
  }

  private List<EvaluationRow> directions(
      EvaluationSplit split,
      String gallery,
      List<Integer> items,
      Embedded embedded,
      Map<String, Embedded> controls) {
    List<EvaluationRow> rows = new ArrayList<>();
    String prefix = items.equals(split.gallery()) ? "" : gallery + " ";
    for (int i = 0; i < modalities.size(); i++) {
      for (int j = i + 1; j < modalities.size(); j++) {
        for (List<String> ends :
            List.of(
                List.of(modalities.get(i), modalities.get(j)),
                List.of(modalities.get(j), modalities.get(i)))) {
          String found = prefix.isEmpty() ? ends.get(1) : prefix + PLURALS.get(ends.get(1));
          Direction direction = direction(split, items, ends.get(0), ends.get(1), found);
          if (!direction.asking.isEmpty()) {
            rows.addAll(direction(split, direction, embedded, controls));
          }
        }
      }
    }
    return rows;
  }

  private record Direction(
      String from, String to, String galleryName, List<Entry> asking, List<Entry> found) {

    Sides sides(Dataset data, Embedded embedded) {
      return new Sides(
          embedded.side(from, from, data, asking), embedded.side(galleryName, to, data, found));
    }
  }

  private Direction direction(
      EvaluationSplit split, List<Integer> items, String from, String to, String name) {
    List<Entry> found = questions.having(questions.gallery(split, items, to), from);
    Set<Integer> there = found.stream().map(Entry::item).collect(Collectors.toSet());
    List<Entry> asking =
        questions.having(questions.asking(split, from), to).stream()
            .filter(entry -> there.contains(entry.item()))
            .toList();
    return new Direction(from, to, name, asking, found);
  }

  private List<EvaluationRow> direction(
      EvaluationSplit split,
      Direction direction,
      Embedded embedded,
      Map<String, Embedded> controls) {
    Map<String, Sides> others = new LinkedHashMap<>();
    controls.forEach(
        (name, other) -> {
          if (other.covers(direction.from, direction.to)) {
            others.put(name, direction.sides(questions.data(), other));
          }
        });
    return protocol.oneDirection(split.name(), direction.sides(questions.data(), embedded), others);
  }
}

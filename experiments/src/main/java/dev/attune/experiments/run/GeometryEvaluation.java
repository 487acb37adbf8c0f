package dev.attune.experiments.run;

import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.GeometryProtocol;
import dev.attune.evaluation.GeometryProtocol.Partners;
import dev.attune.evaluation.GeometryProtocol.Space;
import dev.attune.evaluation.RetrievalProtocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How each modality's vectors lie in the shared space, and how far two modalities' are from each
 * other, on every split: an item once, with the first text that it is asked by.
 */
final class GeometryEvaluation {
  private final Questions questions;
  private final List<String> modalities;
  private final GeometryProtocol protocol;

  /**
   * Over some splits.
   *
   * @param modalities of the shared space
   */
  GeometryEvaluation(Questions questions, List<String> modalities, int resamples) {
    this.questions = questions;
    this.modalities = List.copyOf(modalities);
    this.protocol = new GeometryProtocol(new Bootstrap(resamples, 0), 0);
  }

  /** The rows of all splits. */
  List<EvaluationRow> evaluate(Embedded embedded, Embedded random) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (EvaluationSplit split : questions.splits()) {
      for (int i = 0; i < modalities.size(); i++) {
        rows.addAll(one(split, modalities.get(i), embedded, random));
        for (int j = i + 1; j < modalities.size(); j++) {
          rows.addAll(two(split, modalities.get(i), modalities.get(j), embedded, random));
        }
      }
    }
    return rows;
  }

  private List<EvaluationRow> one(
      EvaluationSplit split, String modality, Embedded embedded, Embedded random) {
    Map<Integer, Entry> entries = entries(split, modality);
    List<Integer> items = Sample.of(List.copyOf(entries.keySet()), GeometryProtocol.MOST_ITEMS);
    if (items.isEmpty()) {
      return List.of();
    }
    return protocol.evaluate(
        split.name(),
        modality,
        Space.of(rows(embedded, modality, items, entries)),
        Map.of(),
        Clusters.single(items.size()),
        Map.of(RetrievalProtocol.RANDOM_ENCODER, Space.of(rows(random, modality, items, entries))));
  }

  /** What the items of both modalities tell of their distance; the rest is each one's own. */
  private List<EvaluationRow> two(
      EvaluationSplit split, String left, String right, Embedded embedded, Embedded random) {
    Map<Integer, Entry> lefts = entries(split, left);
    Map<Integer, Entry> rights = entries(split, right);
    List<Integer> items =
        Sample.of(
            lefts.keySet().stream().filter(rights::containsKey).toList(),
            GeometryProtocol.MOST_ITEMS);
    if (items.isEmpty()) {
      return List.of();
    }
    float[][] partners = rows(embedded, right, items, rights);
    float[][] others = rows(random, right, items, rights);
    return protocol
        .evaluate(
            split.name(),
            left,
            Space.of(rows(embedded, left, items, lefts), new Partners(right, partners, true)),
            Map.of(right, partners),
            Clusters.single(items.size()),
            Map.of(
                RetrievalProtocol.RANDOM_ENCODER,
                Space.of(rows(random, left, items, lefts), new Partners(right, others, true))))
        .stream()
        .filter(row -> row.gallery().equals(right))
        .toList();
  }

  /** The first of each item's. */
  private Map<Integer, Entry> entries(EvaluationSplit split, String modality) {
    Map<Integer, Entry> first = new LinkedHashMap<>();
    questions.asking(split, modality).forEach(entry -> first.putIfAbsent(entry.item(), entry));
    return first;
  }

  private static float[][] rows(
      Embedded embedded, String modality, List<Integer> items, Map<Integer, Entry> entries) {
    return items.stream()
        .map(item -> embedded.vector(modality, entries.get(item)))
        .toArray(float[][]::new);
  }
}

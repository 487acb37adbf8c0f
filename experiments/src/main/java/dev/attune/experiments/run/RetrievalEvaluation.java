package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.RetrievalProtocol.Sides;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Both directions of retrieval on every split: among the split's own gallery, and among each larger
 * one that it names. Images of a split ask only if one of its captions is theirs.
 */
final class RetrievalEvaluation {
  private final Dataset data;
  private final List<EvaluationSplit> splits;
  private final RetrievalProtocol protocol;

  RetrievalEvaluation(
      Dataset data, List<EvaluationSplit> splits, List<Integer> recallAt, int resamples) {
    this.data = data;
    this.splits = splits;
    this.protocol = new RetrievalProtocol("retrieval", recallAt, new Bootstrap(resamples, 0), 0);
  }

  /**
   * The rows of all splits.
   *
   * @param controls other embeddings of the same items and captions, by the control's name
   */
  List<EvaluationRow> evaluate(Embedded embedded, Map<String, Embedded> controls) {
    List<EvaluationRow> rows = new ArrayList<>();
    for (EvaluationSplit split : splits) {
      if (!split.queries().isEmpty()) {
        split
            .galleries()
            .forEach(
                (gallery, items) -> {
                  boolean own = items.equals(split.gallery());
                  rows.addAll(
                      textAsks(
                          split, own ? "image" : gallery + " images", items, embedded, controls));
                  rows.addAll(
                      imageAsks(split, own ? "text" : gallery + " texts", own, embedded, controls));
                });
      }
    }
    return rows;
  }

  private List<EvaluationRow> textAsks(
      EvaluationSplit split,
      String gallery,
      List<Integer> items,
      Embedded embedded,
      Map<String, Embedded> controls) {
    Map<String, Sides> others = new LinkedHashMap<>();
    controls.forEach((name, other) -> others.put(name, textSides(split, gallery, items, other)));
    return protocol.oneDirection(split.name(), textSides(split, gallery, items, embedded), others);
  }

  private Sides textSides(
      EvaluationSplit split, String gallery, List<Integer> items, Embedded embedded) {
    return new Sides(
        embedded.texts("text", data, split.queries()), embedded.images(gallery, data, items));
  }

  private List<EvaluationRow> imageAsks(
      EvaluationSplit split,
      String gallery,
      boolean own,
      Embedded embedded,
      Map<String, Embedded> controls) {
    Map<String, Sides> others = new LinkedHashMap<>();
    controls.forEach((name, other) -> others.put(name, imageSides(split, gallery, own, other)));
    return protocol.oneDirection(split.name(), imageSides(split, gallery, own, embedded), others);
  }

  private Sides imageSides(EvaluationSplit split, String gallery, boolean own, Embedded embedded) {
    List<Integer> asking = split.queries().stream().map(Query::item).distinct().toList();
    List<Query> captions =
        own
            ? split.queries()
            : splits.stream().flatMap(s -> s.queries().stream()).distinct().toList();
    return new Sides(
        embedded.images("image", data, asking), embedded.texts(gallery, data, captions));
  }
}

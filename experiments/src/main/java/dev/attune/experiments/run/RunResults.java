package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.datasets.Item;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.engine.Tensor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.modality.Media;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingParquet;
import dev.attune.retrieval.EmbeddingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that a finished run leaves behind. */
final class RunResults {
  private final ExperimentConfig config;
  private final RunDirectory run;
  private final ExperimentData data;
  private final Towers towers;
  private final Media media;
  private final TrainingDisplay display;

  RunResults(
      ExperimentConfig config,
      RunDirectory run,
      ExperimentData data,
      Towers towers,
      Media media,
      TrainingDisplay display) {
    this.config = config;
    this.run = run;
    this.data = data;
    this.towers = towers;
    this.media = media;
    this.display = display;
  }

  /** Exports the encoders, embeds every item, measures, writes it all; gives the figures. */
  List<EvaluationRow> write(Map<String, Tensor> weights, ObjectNode provenance, boolean parquet) {
    towers.export(run, weights);
    display.stage("embedding");
    List<EvaluationSplit> all = data.everyItemOnce(config);
    List<EvaluationSplit> asked = new ArrayList<>(all);
    asked.addAll(data.questions(data.measured()).splits());
    List<EvaluationRow> rows;
    try (Embedders encoders = towers.embedders(weights)) {
      Embedded embedded = Embedded.of(new Questions(data.data(), asked), encoders.byModality());
      Questions stored = new Questions(data.data(), all);
      all.forEach(split -> save(stored, split, embedded, parquet));
      display.stage("evaluating");
      rows =
          new RunEvaluation(config, data, towers, media)
              .evaluate(RunEvaluation.protocols(List.of()), embedded, encoders, () -> weights);
    }
    run.write(run.evaluation(), JsonText.pretty(EvaluationFiles.tree(rows)) + "\n");
    Provenance.end(provenance);
    run.write(run.provenance(), JsonText.pretty(provenance) + "\n");
    run.write(
        run.report(), new Report(config.name(), data.data()).html(rows, provenance, run.metrics()));
    return rows;
  }

  private void save(
      Questions questions, EvaluationSplit split, Embedded embedded, boolean parquet) {
    for (String modality : towers.names()) {
      List<EmbeddingItem> items = new ArrayList<>();
      List<float[]> rows = new ArrayList<>();
      for (Entry entry : questions.gallery(split, split.gallery(), modality)) {
        items.add(described(entry, modality.equals("text")));
        rows.add(embedded.vector(modality, entry));
      }
      save(split.name(), modality, items, rows, parquet);
    }
  }

  private void save(
      String split,
      String modality,
      List<EmbeddingItem> items,
      List<float[]> rows,
      boolean parquet) {
    EmbeddingTable table =
        new EmbeddingTable(config.embeddingWidth(), items, rows.toArray(float[][]::new));
    table.save(run.embeddings(split), modality);
    if (parquet) {
      EmbeddingParquet.write(run.embeddings(split).resolve(modality + ".parquet"), table);
    }
  }

  private EmbeddingItem described(Entry entry, boolean text) {
    Item item = data.data().item(entry.item());
    return new EmbeddingItem(
        item.id(),
        text ? entry.content() : null,
        text ? null : entry.content(),
        item.group().orElse(null),
        item.label().orElse(null));
  }
}

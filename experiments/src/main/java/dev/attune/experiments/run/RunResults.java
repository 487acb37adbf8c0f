package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.split.EvaluationSplit;
import dev.attune.datasets.split.Query;
import dev.attune.engine.Tensor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.json.JsonText;
import dev.attune.image.ImageEncoder;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingParquet;
import dev.attune.retrieval.EmbeddingTable;
import dev.attune.text.TextEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that a finished run leaves behind. */
final class RunResults {
  private final ExperimentConfig config;
  private final RunDirectory run;
  private final ExperimentData data;
  private final Towers towers;
  private final PixelCache pixels;
  private final TrainingDisplay display;

  RunResults(
      ExperimentConfig config,
      RunDirectory run,
      ExperimentData data,
      Towers towers,
      PixelCache pixels,
      TrainingDisplay display) {
    this.config = config;
    this.run = run;
    this.data = data;
    this.towers = towers;
    this.pixels = pixels;
    this.display = display;
  }

  /** Exports the encoders, embeds every item, measures, writes it all; gives the figures. */
  List<EvaluationRow> write(Map<String, Tensor> weights, ObjectNode provenance, boolean parquet) {
    towers.export(run, weights);
    display.stage("embedding");
    List<EvaluationSplit> all = new ArrayList<>(data.everyItemOnce(config));
    List<EvaluationSplit> asked = new ArrayList<>(all);
    asked.addAll(data.measured());
    List<EvaluationRow> rows;
    try (ImageEncoder images = towers.imageEncoder(weights);
        TextEncoder texts = towers.textEncoder(weights)) {
      Embedded embedded = Embedded.of(data.data(), asked, images, texts);
      all.forEach(split -> save(split, embedded, parquet));
      display.stage("evaluating");
      RunEvaluation evaluation = new RunEvaluation(config, data);
      rows =
          evaluation.evaluate(RunEvaluation.protocols(List.of()), embedded, texts, towers, pixels);
    }
    run.write(run.evaluation(), JsonText.pretty(EvaluationFiles.tree(rows)) + "\n");
    provenance.put("end", Instant.now().toString());
    run.write(run.provenance(), JsonText.pretty(provenance) + "\n");
    run.write(run.report(), new Report(config, data).html(rows, provenance, run.metrics()));
    return rows;
  }

  private void save(EvaluationSplit split, Embedded embedded, boolean parquet) {
    Dataset items = data.data();
    List<EmbeddingItem> images = new ArrayList<>();
    List<float[]> imageRows = new ArrayList<>();
    for (int i : split.gallery()) {
      images.add(described(items.item(i), null, items.item(i).image().orElseThrow().toString()));
      imageRows.add(embedded.images().get(i));
    }
    List<EmbeddingItem> texts = new ArrayList<>();
    List<float[]> textRows = new ArrayList<>();
    for (Query query : split.queries()) {
      texts.add(described(items.item(query.item()), query.caption(), null));
      textRows.add(embedded.texts().get(query));
    }
    save(split.name(), towers.image().name(), images, imageRows, parquet);
    save(split.name(), towers.text().name(), texts, textRows, parquet);
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

  private static EmbeddingItem described(Item item, String text, String path) {
    return new EmbeddingItem(
        item.id(), text, path, item.group().orElse(null), item.label().orElse(null));
  }
}

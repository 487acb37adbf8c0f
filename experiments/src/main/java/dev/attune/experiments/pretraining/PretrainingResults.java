package dev.attune.experiments.pretraining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.datasets.Item;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.UnitRows;
import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.run.EvaluationFiles;
import dev.attune.experiments.run.Report;
import dev.attune.experiments.run.RunDirectory;
import dev.attune.experiments.run.TrainingDisplay;
import dev.attune.experiments.run.TrainingLoop;
import dev.attune.retrieval.EmbeddingItem;
import dev.attune.retrieval.EmbeddingParquet;
import dev.attune.retrieval.EmbeddingTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a finished pretraining leaves behind. */
final class PretrainingResults {
  private final PretrainingConfig config;
  private final RunDirectory run;
  private final PretrainingData data;
  private final TrainedModality<?> modality;
  private final Executor executor;
  private final TrainingDisplay display;
  private final MeasuredControls controls;

  PretrainingResults(
      PretrainingConfig config,
      RunDirectory run,
      PretrainingData data,
      TrainedModality<?> modality,
      Executor executor,
      TrainingDisplay display,
      MeasuredControls controls) {
    this.config = config;
    this.run = run;
    this.data = data;
    this.modality = modality;
    this.executor = executor;
    this.display = display;
    this.controls = controls;
  }

  /** Exports the encoder and heads, embeds every item, judges, writes it all. */
  List<EvaluationRow> write(Map<String, Tensor> weights, ObjectNode provenance, boolean parquet) {
    modality.modality().save(run.encoder(config.modality()), modality.modality().tower(), weights);
    exportHeads(weights);
    List<EvaluationRow> rows;
    try (Embedder encoder =
        modality.modality().embedder(modality.modality().tower(), weights, executor)) {
      display.stage("embedding");
      Judgement judgement = new Judgement(config, data, modality, executor, controls);
      Features own = judgement.embedded(config.modality(), encoder);
      data.splits().forEach((split, items) -> save(split, items, own, parquet));
      display.stage("evaluating");
      rows = judgement.evaluate(Judgement.protocols(List.of()), own, weights);
    }
    run.write(run.evaluation(), JsonText.pretty(EvaluationFiles.tree(rows)) + "\n");
    TrainingLoop.end(provenance);
    run.write(run.provenance(), JsonText.pretty(provenance) + "\n");
    Report report = new Report(config.name(), data.data());
    run.write(run.report(), report.html(rows, provenance, run.metrics()));
    return rows;
  }

  /** Momentum copies are left out: they serve training alone, and checkpoints hold them. */
  private void exportHeads(Map<String, Tensor> weights) {
    for (String task : modality.tasks().stream().map(t -> t.name()).toList()) {
      Map<String, Tensor> head = new TreeMap<>(weights);
      head.keySet().removeIf(name -> !name.startsWith(task + "."));
      if (!head.isEmpty()) {
        run.createFor(run.head(task));
        Safetensors.write(run.head(task), head, Map.of());
      }
    }
  }

  private void save(String split, List<Integer> items, Features features, boolean parquet) {
    List<String> contents =
        items.stream().map(position -> data.content(position, config.modality())).toList();
    float[][] rows = UnitRows.of(features.of(items));
    List<EmbeddingItem> described = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      described.add(described(data.data().item(items.get(i)), contents.get(i)));
    }
    EmbeddingTable table = new EmbeddingTable(modality.modality().tower().width(), described, rows);
    Path folder = run.embeddings(split);
    table.save(folder, config.modality());
    if (parquet) {
      EmbeddingParquet.write(folder.resolve(config.modality() + ".parquet"), table);
    }
  }

  private EmbeddingItem described(Item item, String content) {
    boolean text = config.modality().equals("text");
    return new EmbeddingItem(
        item.id(),
        text ? content : null,
        text ? null : content,
        item.group().orElse(null),
        item.label().orElse(null));
  }
}

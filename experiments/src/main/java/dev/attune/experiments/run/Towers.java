package dev.attune.experiments.run;

import dev.attune.alignment.Alignment;
import dev.attune.alignment.AlignmentTraining;
import dev.attune.alignment.PairLoss;
import dev.attune.alignment.Reconstruction;
import dev.attune.datasets.Item;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.config.PairConfig;
import dev.attune.experiments.config.TrainingConfig;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.modality.Modality;
import dev.attune.graph.Encoder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The encoders of an experiment.
 *
 * @param modalities each with its tower
 * @param alignment of all towers
 * @param hidden what each reconstruction hides
 * @param executor what trains and embeds
 */
record Towers(
    List<Modality> modalities, Alignment alignment, List<HiddenPatches> hidden, Executor executor) {

  static Towers of(
      ExperimentConfig config, ExperimentData data, List<Modality> modalities, Executor executor) {
    Map<String, Encoder> towers = new LinkedHashMap<>();
    Set<String> locked = new LinkedHashSet<>();
    for (Modality modality : modalities) {
      towers.put(modality.name(), modality.tower());
      if (modality.start().locked()) {
        locked.add(modality.name());
      }
    }
    List<PairLoss> pairs = config.pairs().stream().map(pair -> loss(pair, data)).toList();
    List<HiddenPatches> hidden =
        config.reconstructions().stream()
            .map(reconstruction -> HiddenPatches.of(reconstruction, modalities))
            .toList();
    List<Reconstruction> reconstructions =
        hidden.stream().map(HiddenPatches::reconstruction).toList();
    Alignment alignment =
        new Alignment(
            towers, config.embeddingWidth(), pairs, locked, frozen(modalities), reconstructions);
    return new Towers(modalities, alignment, hidden, executor);
  }

  private static Set<String> frozen(List<Modality> modalities) {
    Set<String> frozen = new LinkedHashSet<>();
    modalities.forEach(modality -> frozen.addAll(modality.start().frozen(modality.name())));
    return frozen;
  }

  private RateFactors rates() {
    Map<String, Double> factors = new LinkedHashMap<>();
    modalities.forEach(
        modality -> factors.putAll(modality.start().rates(modality.name()).byPrefix()));
    return new RateFactors(factors);
  }

  /** Marks of who has both sides cost little, and are left out where everyone does. */
  private static PairLoss loss(PairConfig pair, ExperimentData data) {
    boolean partial =
        data.plan().train().stream()
            .map(i -> data.data().item(i))
            .anyMatch(item -> lacks(item, pair.left()) || lacks(item, pair.right()));
    return new PairLoss(pair.left(), pair.right(), pair.objective(), pair.weight(), partial);
  }

  private static boolean lacks(Item item, String modality) {
    return !Modality.has(item, modality);
  }

  /**
   * Opens a training session, starting from pretrained encoders where the configuration says so.
   */
  TrainingSession open(ExperimentConfig config) {
    TrainingConfig training = config.training();
    AlignmentTraining settings =
        new AlignmentTraining(
            training.optimizer(),
            training.maxGradientNorm(),
            training.accumulation(),
            rates(),
            config.seed());
    int rows = training.batchSize();
    int chunk = config.devices() > 1 ? rows / config.devices() : training.chunkSize();
    TrainingSession session;
    try {
      session =
          chunk == 0
              ? executor.train(alignment.training(rows, settings))
              : executor.train(alignment.cachedTraining(rows, chunk, settings));
    } catch (InsufficientMemoryException e) {
      throw new IllegalArgumentException(TooLarge.line(config, executor, e), e);
    }
    for (Modality modality : modalities) {
      modality.start().requireParts(modality.name(), session.weights().keySet());
      PretrainedWeights.load(session, modality.start().pretrained(), modality.name());
    }
    return session;
  }

  /** Names of the towers in the order in which they are told of. */
  List<String> names() {
    return modalities.stream().map(Modality::name).toList();
  }

  /** The modality of that name. */
  Modality modality(String name) {
    return modalities.stream()
        .filter(modality -> modality.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** All encoders with these weights. */
  Embedders embedders(Map<String, Tensor> weights) {
    return opened((modality, projected) -> modality.embedder(projected, weights, executor));
  }

  /** Encoders of the same shape as they are before any training, from another seed. */
  Embedders random(long seed) {
    return opened(
        (modality, projected) ->
            modality.embedder(projected, TowerWeights.initial(projected, seed), executor));
  }

  /** The encoders that a run exported. */
  Embedders exported(RunDirectory run) {
    return opened((modality, projected) -> modality.load(run.encoder(modality.name()), executor));
  }

  private Embedders opened(BiFunction<Modality, Encoder, Embedder> open) {
    Embedders embedders = new Embedders(new LinkedHashMap<>());
    try {
      for (Modality modality : modalities) {
        String name = modality.name();
        embedders.byModality().put(name, open.apply(modality, alignment.projected(name)));
      }
      return embedders;
    } catch (RuntimeException failed) {
      embedders.close();
      throw failed;
    }
  }

  /**
   * Writes each encoder with all that its module needs to load it alone, and the decoder of each
   * reconstruction.
   */
  void export(RunDirectory run, Map<String, Tensor> weights) {
    for (Modality modality : modalities) {
      Path directory = run.encoder(modality.name());
      modality.save(directory, alignment.projected(modality.name()), weights);
    }
    for (Reconstruction reconstruction : alignment.reconstructions()) {
      Map<String, Tensor> decoder = new TreeMap<>(weights);
      decoder.keySet().removeIf(name -> !name.startsWith(reconstruction.name() + "."));
      run.createFor(run.decoder(reconstruction.target()));
      Safetensors.write(run.decoder(reconstruction.target()), decoder, Map.of());
    }
  }

  /** All weights that {@link #export} wrote. */
  Map<String, Tensor> exportedWeights(RunDirectory run) {
    Map<String, Tensor> weights = new TreeMap<>();
    for (Modality modality : modalities) {
      weights.putAll(Safetensors.read(run.encoder(modality.name()).resolve(TowerFiles.WEIGHTS)));
    }
    for (Reconstruction reconstruction : alignment.reconstructions()) {
      weights.putAll(Safetensors.read(run.decoder(reconstruction.target())));
    }
    return weights;
  }
}

package dev.attune.experiments.run;

import dev.attune.alignment.Alignment;
import dev.attune.alignment.AlignmentTraining;
import dev.attune.alignment.PairLoss;
import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.experiments.config.ExperimentConfig;
import dev.attune.experiments.config.ImageConfig;
import dev.attune.experiments.config.TrainingConfig;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.image.ImageEncoder;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.preprocessing.ImagePreprocessing;
import dev.attune.text.TextEncoder;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The encoders of an experiment, built from its configuration.
 *
 * @param image the image tower, unprojected
 * @param text the text tower, unprojected, over the tokenizer's vocabulary
 * @param tokenizer of the text tower
 * @param preprocessing of evaluation images
 * @param alignment of both
 * @param executor what trains and embeds
 */
record Towers(
    ImageTower image,
    TextTransformer text,
    Tokenizer tokenizer,
    ImagePreprocessing preprocessing,
    Alignment alignment,
    Executor executor) {

  static Towers of(ExperimentConfig config, Tokenizer tokenizer, Executor executor) {
    ImageConfig settings = config.image();
    ImageTower image = settings.encoder();
    TextTransformer text = config.text().encoder().withVocabulary(tokenizer.vocabularySize());
    Set<String> locked = new LinkedHashSet<>();
    if (settings.locked()) {
      locked.add(image.name());
    }
    if (config.text().locked()) {
      locked.add(text.name());
    }
    List<PairLoss> pairs =
        config.pairs().stream()
            .map(p -> PairLoss.whole(p.left(), p.right(), p.objective(), p.weight()))
            .toList();
    Alignment alignment =
        new Alignment(
            Map.of(image.name(), image, text.name(), text), config.embeddingWidth(), pairs, locked);
    ImagePreprocessing preprocessing =
        new ImagePreprocessing(
            image.imageSize(), settings.cropFraction(), settings.mean(), settings.std());
    return new Towers(image, text, tokenizer, preprocessing, alignment, executor);
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
            config.seed());
    int rows = training.batchSize();
    int chunk = training.chunkSize();
    TrainingSession session;
    try {
      session =
          chunk == 0
              ? executor.train(alignment.training(rows, settings))
              : executor.train(alignment.cachedTraining(rows, chunk, settings));
    } catch (InsufficientMemoryException e) {
      throw new IllegalArgumentException(
          tooLarge(chunk == 0 ? "batch_size" : "chunk_size", chunk == 0 ? rows : chunk, e), e);
    }
    load(session, config.image().pretrained(), image.name());
    load(session, config.text().pretrained(), text.name());
    return session;
  }

  private static String tooLarge(String key, int rows, InsufficientMemoryException e) {
    return e.growsWithBatch()
        ? "training.%s: %d is too large here: %s; about %d would fit"
            .formatted(key, rows, e.getMessage(), e.fittingRows(rows))
        : "the encoders are too large here: " + e.getMessage();
  }

  private static void load(TrainingSession session, String directory, String tower) {
    if (directory.isEmpty()) {
      return;
    }
    Path file = Path.of(directory, "model.safetensors");
    Map<String, Tensor> weights = Safetensors.read(file);
    List<String> missing =
        session.weights().keySet().stream()
            .filter(name -> name.startsWith(tower + "."))
            .filter(name -> !name.startsWith(tower + ".projection."))
            .filter(name -> !weights.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected all weights of the tower %s, found %s and %d more missing"
              .formatted(file, tower, missing.get(0), missing.size() - 1));
    }
    try {
      session.load(weights);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  ProjectedEncoder projected(String tower) {
    return alignment.projected(tower);
  }

  ImageEncoder imageEncoder(Map<String, Tensor> weights) {
    return new ImageEncoder(
        projected(image.name()), preprocessing, weights, executor, ImageEncoder.ROWS);
  }

  TextEncoder textEncoder(Map<String, Tensor> weights) {
    return new TextEncoder(projected(text.name()), tokenizer, weights, executor, TextEncoder.ROWS);
  }

  /** Encoders of the same shape as they are before any training, from another seed. */
  ImageEncoder randomImageEncoder(long seed) {
    return imageEncoder(TowerWeights.initial(projected(image.name()), seed));
  }

  TextEncoder randomTextEncoder(long seed) {
    return textEncoder(TowerWeights.initial(projected(text.name()), seed));
  }

  /** Writes each encoder with all that its module needs to load it alone. */
  void export(RunDirectory run, Map<String, Tensor> weights) {
    ImageEncoder.save(run.encoder(image.name()), projected(image.name()), preprocessing, weights);
    TextEncoder.save(run.encoder(text.name()), projected(text.name()), tokenizer, weights);
  }
}

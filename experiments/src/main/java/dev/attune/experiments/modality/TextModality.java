package dev.attune.experiments.modality;

import dev.attune.datasets.split.CaptionSampler;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.experiments.config.TextConfig;
import dev.attune.experiments.config.TowerStart;
import dev.attune.graph.Encoder;
import dev.attune.text.TextEncoder;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Captions, read by a tower that is trained here. */
public final class TextModality implements Modality {
  private final TextConfig config;
  private final TextTransformer tower;
  private final Tokenizer tokenizer;
  private final CaptionSampler captions;

  /**
   * By its configuration.
   *
   * @param captions says which caption of an item a step reads
   */
  public TextModality(TextConfig config, Tokenizer tokenizer, CaptionSampler captions) {
    this.config = config;
    this.tower = config.encoder().orElseThrow().withVocabulary(tokenizer.vocabularySize());
    this.tokenizer = tokenizer;
    this.captions = captions;
  }

  /** Texts as pretraining reads them. */
  public TextItems items() {
    return new TextItems(tower, tokenizer, captions);
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public TextTransformer tower() {
    return tower;
  }

  @Override
  public TowerStart start() {
    return config.start();
  }

  @Override
  public Rows rows(List<Sample> samples) {
    List<String> drawn =
        samples.stream().map(sample -> captions.draw(sample.item(), sample.random())).toList();
    return new Rows(batch(drawn), drawn);
  }

  @Override
  public Batch batch(List<String> contents) {
    return TextInputs.of(tower, tokenizer, contents, contents.size());
  }

  @Override
  public Embedder embedder(Encoder projected, Map<String, Tensor> weights, Executor executor) {
    return embedder(new TextEncoder(projected, tokenizer, weights, executor, TextEncoder.ROWS));
  }

  @Override
  public Embedder load(Path directory, Executor executor) {
    return embedder(TextEncoder.load(directory, executor, TextEncoder.ROWS));
  }

  private static Embedder embedder(TextEncoder encoder) {
    return new Embedder() {
      @Override
      public float[][] embed(List<String> contents) {
        return encoder.embed(contents);
      }

      @Override
      public void close() {
        encoder.close();
      }
    };
  }

  @Override
  public void save(Path directory, Encoder projected, Map<String, Tensor> weights) {
    TextEncoder.save(directory, projected, tokenizer, weights);
  }
}

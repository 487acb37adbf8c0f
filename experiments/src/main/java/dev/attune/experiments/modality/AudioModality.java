package dev.attune.experiments.modality;

import dev.attune.audio.AudioEncoder;
import dev.attune.audio.encoder.AudioInputs;
import dev.attune.audio.encoder.AudioTower;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.experiments.config.AudioConfig;
import dev.attune.experiments.config.TowerStart;
import dev.attune.graph.Encoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sounds. */
public final class AudioModality implements SteppedModality {
  private final AudioConfig config;
  private final SoundCache sounds;
  private final SoundItems items;

  /**
   * By its configuration.
   *
   * @param sounds decodes
   */
  public AudioModality(AudioConfig config, SoundCache sounds) {
    this.config = config;
    this.sounds = sounds;
    this.items = new SoundItems(config, sounds);
  }

  @Override
  public String name() {
    return "audio";
  }

  @Override
  public AudioTower tower() {
    return config.encoder();
  }

  @Override
  public TowerStart start() {
    return config.start();
  }

  @Override
  public Rows rows(List<Sample> samples) {
    List<SpectrogramWritable> logMels = new ArrayList<>();
    List<String> contents = new ArrayList<>();
    for (Sample sample : samples) {
      logMels.add(items.view(sample.item(), sample.random()));
      contents.add(Modality.file(sample.item(), name()));
    }
    return new Rows(AudioInputs.of(tower(), logMels, samples.size()), contents);
  }

  @Override
  public Batch batch(List<String> contents) {
    List<SpectrogramWritable> logMels =
        contents.stream()
            .map(file -> config.preprocessing().normalise(sounds.logMel(Path.of(file))))
            .toList();
    return AudioInputs.of(tower(), logMels, contents.size());
  }

  @Override
  public int[] steps(Batch batch) {
    return AudioInputs.steps(tower(), batch);
  }

  @Override
  public Embedder embedder(Encoder projected, Map<String, Tensor> weights, Executor executor) {
    AudioEncoder encoder =
        new AudioEncoder(projected, config.preprocessing(), weights, executor, AudioEncoder.ROWS);
    return embedder(encoder);
  }

  @Override
  public Embedder load(Path directory, Executor executor) {
    return embedder(AudioEncoder.load(directory, executor, AudioEncoder.ROWS));
  }

  private static Embedder embedder(AudioEncoder encoder) {
    return new Embedder() {
      @Override
      public float[][] embed(List<String> contents) {
        return encoder.embedFiles(contents.stream().map(Path::of).toList());
      }

      @Override
      public void close() {
        encoder.close();
      }
    };
  }

  @Override
  public void save(Path directory, Encoder projected, Map<String, Tensor> weights) {
    AudioEncoder.save(directory, projected, config.preprocessing(), weights);
  }
}

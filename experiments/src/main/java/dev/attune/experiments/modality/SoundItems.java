package dev.attune.experiments.modality;

import dev.attune.audio.encoder.AudioInputs;
import dev.attune.audio.encoder.AudioTower;
import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Sequence;
import dev.attune.augmentation.audio.SamplesWritable;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.datasets.Item;
import dev.attune.engine.Batch;
import dev.attune.experiments.config.AudioConfig;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.SequenceEncoder;
import dev.attune.pretraining.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Sounds as log-mel spectrograms, normalised. */
public final class SoundItems implements Items<SpectrogramWritable> {
  private final AudioConfig config;
  private final SoundCache sounds;
  private final Augmentation<SamplesWritable> augmentation;
  private final Augmentation<SpectrogramWritable> spectrogramAugmentation;

  /**
   * By their configuration.
   *
   * @param sounds decodes
   */
  public SoundItems(AudioConfig config, SoundCache sounds) {
    this.config = config;
    this.sounds = sounds;
    this.augmentation = new Sequence<>(config.augmentations());
    this.spectrogramAugmentation = new Sequence<>(config.spectrogramAugmentations());
  }

  @Override
  public SpectrogramWritable view(Item item, RandomGenerator random) {
    Path file = item.audio().orElseThrow();
    SpectrogramWritable plain;
    if (config.augmentations().isEmpty()) {
      plain = sounds.logMel(file);
    } else {
      SamplesWritable changed = augmentation.apply(sounds.apply(file).toWritable(), random);
      plain = sounds.extractor().logMel(Waveform.of(changed));
    }
    return spectrogramAugmentation.apply(config.preprocessing().normalise(plain), random);
  }

  @Override
  public SpectrogramWritable crop(Item item, RandomGenerator random) {
    throw new IllegalArgumentException("crops: expected 0 for sounds, which have no local views");
  }

  @Override
  public SpectrogramWritable plain(Item item) {
    return config.preprocessing().normalise(sounds.logMel(item.audio().orElseThrow()));
  }

  @Override
  public List<String> augmentations() {
    List<Augmentation<?>> all = new ArrayList<>(config.augmentations());
    all.addAll(config.spectrogramAugmentations());
    return SingleAugmentations.names(all);
  }

  @Override
  public SpectrogramWritable changed(Item item, int which, RandomGenerator random) {
    int ofSamples = config.augmentations().size();
    if (which >= ofSamples) {
      return SingleAugmentations.certain(config.spectrogramAugmentations().get(which - ofSamples))
          .apply(plain(item), random);
    }
    SamplesWritable samples = sounds.apply(item.audio().orElseThrow()).toWritable();
    SamplesWritable changed =
        SingleAugmentations.certain(config.augmentations().get(which)).apply(samples, random);
    return config.preprocessing().normalise(sounds.extractor().logMel(Waveform.of(changed)));
  }

  @Override
  public Tensors<SpectrogramWritable> tensors(int classes) {
    AudioTower tower = config.encoder();
    return new Tensors<>() {
      @Override
      public Batch of(List<SpectrogramWritable> items) {
        return AudioInputs.of(tower, items, items.size()).within(tower.name());
      }

      @Override
      public int length() {
        return ((SequenceEncoder) tower).length();
      }

      @Override
      public int steps(SpectrogramWritable item) {
        int frames = Math.min(item.frames(), tower.frames());
        int times = (frames + tower.framesAStep() - 1) / tower.framesAStep();
        return times * ((PatchEncoder) tower).patchesAStep();
      }

      @Override
      public int classes() {
        return classes;
      }
    };
  }

  /** The mean of each band over the frames that the encoder reads. */
  @Override
  public float[] raw(SpectrogramWritable plain) {
    int frames = Math.min(plain.frames(), config.encoder().frames());
    float[] means = new float[plain.bands()];
    for (int frame = 0; frame < frames; frame++) {
      for (int band = 0; band < means.length; band++) {
        means[band] += plain.values()[frame * means.length + band] / frames;
      }
    }
    return means;
  }

  @Override
  public String rawName() {
    return "mean_log_mel";
  }
}

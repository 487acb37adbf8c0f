package dev.attune.experiments.config;

import dev.attune.audio.encoder.AudioTower;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.audio.SamplesWritable;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.experiments.json.Default;
import java.util.List;

/**
 * The audio tower.
 *
 * @param encoder its shape; clips longer than its frames are cut
 * @param preprocessing from a sound to the encoder's log-mel spectrogram
 * @param augmentations of training sounds, in order, before the spectrogram is taken
 * @param spectrogramAugmentations of training spectrograms, in order
 * @param locked whether the encoder stays as it is and only its projection learns
 * @param pretrained run directory, or directory of an exported encoder, to start from; empty for
 *     random weights
 * @param frozenParts parts of the encoder that stay as they are, by the beginning of their names
 *     within it, such as {@code blocks.0.}
 * @param learningRateFactor share of the learning rate that the encoder moves by, its projection
 *     excepted
 */
public record AudioConfig(
    AudioTower encoder,
    @Default("{}") AudioPreprocessing preprocessing,
    @Default("[]") List<Augmentation<SamplesWritable>> augmentations,
    @Default("[]") List<Augmentation<SpectrogramWritable>> spectrogramAugmentations,
    @Default("false") boolean locked,
    @Default("\"\"") String pretrained,
    @Default("[]") List<String> frozenParts,
    @Default("1.0") double learningRateFactor) {
  public AudioConfig {
    frozenParts = List.copyOf(frozenParts);
    new TowerStart(locked, pretrained, frozenParts, learningRateFactor);
    augmentations = List.copyOf(augmentations);
    spectrogramAugmentations = List.copyOf(spectrogramAugmentations);
  }

  /** Where the encoder starts from and what of it moves. */
  public TowerStart start() {
    return new TowerStart(locked, pretrained, frozenParts, learningRateFactor);
  }

  /** The same with an absolute path. */
  AudioConfig resolved() {
    return new AudioConfig(
        encoder,
        preprocessing,
        augmentations,
        spectrogramAugmentations,
        locked,
        Limits.absolute(pretrained),
        frozenParts,
        learningRateFactor);
  }
}

package dev.attune.experiments.config;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.experiments.json.Default;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.util.List;

/**
 * The image tower.
 *
 * @param encoder its shape
 * @param augmentations of training images, in order; what comes out must have the encoder's size
 * @param localAugmentations of the views of a pretraining that show little of an image, in order
 * @param cropFraction of evaluation images: size over the length of the resized short side
 * @param mean of red, green, blue, subtracted from values in [0, 1]
 * @param std of red, green, blue
 * @param locked whether the encoder stays as it is and only its projection learns
 * @param pretrained run directory, or directory of an exported encoder, to start from; empty for
 *     random weights
 * @param frozenParts parts of the encoder that stay as they are, by the beginning of their names
 *     within it, such as {@code blocks.0.}
 * @param learningRateFactor share of the learning rate that the encoder moves by, its projection
 *     excepted
 */
public record ImageConfig(
    ImageTower encoder,
    @Default("[]") List<Augmentation<PixelsWritable>> augmentations,
    @Default("[]") List<Augmentation<PixelsWritable>> localAugmentations,
    @Default("1.0") double cropFraction,
    @Default("[0.5, 0.5, 0.5]") List<Double> mean,
    @Default("[0.5, 0.5, 0.5]") List<Double> std,
    @Default("false") boolean locked,
    @Default("\"\"") String pretrained,
    @Default("[]") List<String> frozenParts,
    @Default("1.0") double learningRateFactor) {
  public ImageConfig {
    frozenParts = List.copyOf(frozenParts);
    new TowerStart(locked, pretrained, frozenParts, learningRateFactor);
    augmentations = List.copyOf(augmentations);
    localAugmentations = List.copyOf(localAugmentations);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    requirePreprocessing(encoder, cropFraction, mean, std);
  }

  /** What evaluation images go through refuses what does not fit, with the key at fault. */
  private static void requirePreprocessing(
      ImageTower encoder, double cropFraction, List<Double> mean, List<Double> std) {
    new ImagePreprocessing(encoder.imageSize(), cropFraction, mean, std);
  }

  /** Where the encoder starts from and what of it moves. */
  public TowerStart start() {
    return new TowerStart(locked, pretrained, frozenParts, learningRateFactor);
  }

  /** The same with an absolute path. */
  ImageConfig resolved() {
    String found = Limits.absolute(pretrained);
    return new ImageConfig(
        encoder,
        augmentations,
        localAugmentations,
        cropFraction,
        mean,
        std,
        locked,
        found,
        frozenParts,
        learningRateFactor);
  }
}

package dev.attune.datasets.check;

import java.util.Optional;

/**
 * What a picture's file is.
 *
 * @param reason why it cannot be used, where it cannot
 * @param width in pixels
 * @param height in pixels
 * @param channels what it is where it is not 8-bit RGB: "grey", "a palette", "alpha", "16 bits a
 *     channel", "4 channels without alpha (CMYK)"
 * @param orientation EXIF's: 1 is upright, 2 to 8 are turned or mirrored
 * @param digest of the pixels as decoded, the same for two files of one picture
 */
public record ImageFacts(
    Optional<String> reason,
    int width,
    int height,
    Optional<String> channels,
    int orientation,
    String digest) {

  static ImageFacts unreadable(String reason) {
    return new ImageFacts(Optional.of(reason), 0, 0, Optional.empty(), 1, "");
  }
}

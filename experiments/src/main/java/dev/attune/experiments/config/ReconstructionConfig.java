package dev.attune.experiments.config;

import dev.attune.alignment.Reconstruction;
import dev.attune.augmentation.HiddenSpans;
import dev.attune.graph.layer.PatchDecoder;
import java.util.List;

/**
 * Hidden patches of one modality, predicted from those that are seen and from other modalities.
 *
 * @param target name of the tower whose patches are predicted
 * @param given names of the towers that the decoder is shown; may be empty
 * @param weight of this loss in the sum
 * @param hidden how many steps, and in spans of how many
 * @param shownShare of the training rows whose decoder is shown what is given; the others learn to
 *     do without
 * @param decoder attends to both
 */
public record ReconstructionConfig(
    String target,
    List<String> given,
    double weight,
    HiddenSpans hidden,
    double shownShare,
    PatchDecoder decoder) {
  /** Half of the steps, in spans of four; half of the rows are shown what is given. */
  public static final ReconstructionConfig DEFAULTS =
      new ReconstructionConfig(
          "audio", List.of(), 1, new HiddenSpans(0.5, 4), 0.5, new PatchDecoder(128, 2, 4, 0));

  public ReconstructionConfig {
    given = List.copyOf(given);
    if (!(shownShare > 0 && shownShare <= 1)) {
      throw new IllegalArgumentException(
          "shown_share: expected more than 0 and at most 1, found " + shownShare);
    }
    new Reconstruction(target, given, weight, decoder);
  }

  /** As the alignment has it. */
  public Reconstruction reconstruction() {
    return new Reconstruction(target, given, weight, decoder);
  }
}

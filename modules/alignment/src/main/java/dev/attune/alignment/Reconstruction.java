package dev.attune.alignment;

import dev.attune.graph.layer.PatchDecoder;
import java.util.List;
import java.util.Set;

/**
 * Hidden patches of one modality, predicted from the patches that are seen and from the other
 * modalities of the same item: a light decoder, as that of masked autoencoders (arXiv:2111.06377),
 * attends to both, as in masked audio-video learners (arXiv:2212.08071).
 *
 * <p>For each row the batch says which patches are seen and which modalities the decoder is shown,
 * so that one model learns to do with and without.
 *
 * @param target name of the tower whose patches are predicted
 * @param given names of the towers that the decoder is shown; may be empty
 * @param weight of this loss in the sum
 * @param decoder attends
 */
public record Reconstruction(
    String target, List<String> given, double weight, PatchDecoder decoder) {

  public Reconstruction {
    given = List.copyOf(given);
    if (given.contains(target) || Set.copyOf(given).size() < given.size()) {
      throw new IllegalArgumentException(
          "given: expected distinct towers other than %s, found %s".formatted(target, given));
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight: expected a positive number, found " + weight);
    }
  }

  /** Prefix of the decoder's parameters and of the inputs. */
  public String name() {
    return target + "_reconstruction";
  }

  /** Name of the [rows, patches] marks: 1 for a patch that is seen, 0 for a hidden one. */
  public String seenInput() {
    return name() + ".seen";
  }

  /** Name of the [rows] marks: 1 where a row's decoder is shown that modality, else 0. */
  public String shownInput(String modality) {
    return name() + "." + modality + ".shown";
  }
}

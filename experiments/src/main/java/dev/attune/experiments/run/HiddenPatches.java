package dev.attune.experiments.run;

import dev.attune.alignment.Reconstruction;
import dev.attune.augmentation.Seeds;
import dev.attune.datasets.Item;
import dev.attune.engine.Batch;
import dev.attune.experiments.config.ReconstructionConfig;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.modality.SteppedModality;
import dev.attune.graph.PatchEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The marks of a reconstruction for a batch: which patches of each row are seen, and which other
 * modalities its decoder is shown. A function of (seed, epoch, items) alone.
 *
 * @param config how much is hidden and shown
 * @param target its modality
 */
record HiddenPatches(ReconstructionConfig config, SteppedModality target) {
  /** Behind the views of the modalities themselves. */
  private static final int VIEW = 3;

  private static final boolean[] NONE_HIDDEN = {};

  /**
   * For the modalities of a run.
   *
   * @throws IllegalArgumentException if the target has no steps that could be hidden
   */
  static HiddenPatches of(ReconstructionConfig config, List<Modality> modalities) {
    Modality target =
        modalities.stream()
            .filter(modality -> modality.name().equals(config.target()))
            .findFirst()
            .orElseThrow();
    if (target instanceof SteppedModality stepped && target.tower() instanceof PatchEncoder) {
      return new HiddenPatches(config, stepped);
    }
    throw new IllegalArgumentException(
        "reconstructions.target: expected a modality whose encoder cuts sound into steps"
            + " (convolution_transformer, spectrogram_transformer), found %s with %s"
                .formatted(config.target(), target.tower().getClass().getSimpleName()));
  }

  Reconstruction reconstruction() {
    return config.reconstruction();
  }

  /**
   * Marks for training rows. Nothing is hidden of a row whose item lacks the target: it trains
   * nothing here.
   *
   * @param batch holds the target's arrays
   */
  Map<String, float[]> training(List<Item> drawn, Batch batch, Seeds seeds, long epoch) {
    Map<String, float[]> marks = new LinkedHashMap<>();
    int[] steps = target.steps(batch);
    float[] seen = new float[drawn.size() * tower().length()];
    config.given().forEach(name -> marks.put(input(name), new float[drawn.size()]));
    for (int row = 0; row < steps.length; row++) {
      Item item = drawn.get(row);
      RandomGenerator random = seeds.at(epoch, item.id(), VIEW);
      boolean has = Modality.has(item, config.target());
      mark(seen, row, has ? config.hidden().seen(steps[row], random) : NONE_HIDDEN);
      for (String name : config.given()) {
        boolean shown = random.nextDouble() < config.shownShare() && Modality.has(item, name);
        marks.get(input(name))[row] = shown ? 1 : 0;
      }
    }
    marks.put(reconstruction().seenInput(), seen);
    return marks;
  }

  /**
   * Marks for evaluation.
   *
   * @param batch holds the target's arrays
   * @param randoms a source for each row that is hidden something of; rows behind them are padding
   */
  float[] seen(Batch batch, List<RandomGenerator> randoms) {
    int[] steps = target.steps(batch);
    float[] seen = new float[batch.rows() * tower().length()];
    for (int row = 0; row < steps.length; row++) {
      boolean asked = row < randoms.size();
      mark(seen, row, asked ? config.hidden().seen(steps[row], randoms.get(row)) : NONE_HIDDEN);
    }
    return seen;
  }

  private PatchEncoder tower() {
    return (PatchEncoder) target.tower();
  }

  private String input(String given) {
    return reconstruction().shownInput(given);
  }

  private void mark(float[] seen, int row, boolean... steps) {
    int patches = tower().length();
    int each = tower().patchesAStep();
    // Padding behind the steps is no patch; how it is marked plays no part.
    Arrays.fill(seen, row * patches, (row + 1) * patches, 1);
    for (int step = 0; step < steps.length; step++) {
      if (!steps[step]) {
        int from = row * patches + step * each;
        Arrays.fill(seen, from, from + each, 0);
      }
    }
  }
}

package dev.attune.augmentation.audio;

import dev.attune.augmentation.Permutations;
import dev.attune.augmentation.Require;
import dev.attune.augmentation.Transformations;

/**
 * A sound cut in time into segments of the same length that are put in another order: which order,
 * is to be told (the jigsaw puzzle of arXiv 1603.09246, along time).
 *
 * <p>Segments are {@code floor(frames / segments)} frames long and lie over the middle. The frames
 * that are left over, fewer than {@code segments} in all, are lost: there the nearest frame of the
 * shuffled part is repeated, in every order alike. The number of frames is kept.
 *
 * @param segments how many, 2 to 16
 * @param permutations of that many segments
 */
public record SegmentOrders(int segments, Permutations permutations)
    implements Transformations<SpectrogramWritable> {

  /** Refuses orders of another number of segments. */
  public SegmentOrders {
    Require.that(permutations != null, "segment_orders: permutations: expected some, found none");
    Require.that(
        permutations.parts() == segments,
        "segment_orders: permutations: expected orders of %s segments, found orders of %s",
        segments,
        permutations.parts());
  }

  @Override
  public int count() {
    return permutations.count();
  }

  @Override
  public SpectrogramWritable apply(SpectrogramWritable spectrogram, int which) {
    int[] order = permutations.order(which);
    int frames = spectrogram.frames();
    Require.that(
        frames >= segments,
        "segment_orders: expected at least %s frames, found %s",
        segments,
        spectrogram);
    int length = frames / segments;
    int first = frames % segments / 2;
    int bands = spectrogram.bands();
    float[] shuffled = new float[frames * bands];
    for (int frame = 0; frame < frames; frame++) {
      int inside = Math.max(0, Math.min(segments * length - 1, frame - first));
      int from = first + order[inside / length] * length + inside % length;
      System.arraycopy(spectrogram.values(), from * bands, shuffled, frame * bands, bands);
    }
    return spectrogram.with(shuffled);
  }
}

package dev.attune.augmentation.audio;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import java.util.random.RandomGenerator;

/**
 * The clip moved in time, its length kept.
 *
 * @param share how far, as a share of the clip's length, within -1 to 1; above 0 is later
 * @param rolled whether what leaves at one end comes back at the other; else it is cut off and
 *     silence follows in its place
 */
public record TimeShift(Range share, boolean rolled) implements Augmentation<SamplesWritable> {

  /** Refuses shifts by more than the clip. */
  public TimeShift {
    Levels.within("time_shift: share", -1, 1, share);
  }

  /** A tenth of the clip to either side, with silence: little of what is said is lost. */
  public static TimeShift defaults() {
    return new TimeShift(Range.around0(0.1), false);
  }

  @Override
  public SamplesWritable apply(SamplesWritable clip, RandomGenerator random) {
    int size = clip.size();
    int shift = (int) Math.round(share.draw(random) * size);
    float[] samples = clip.samples();
    float[] shifted = new float[size];
    int kept = size - Math.abs(shift);
    System.arraycopy(samples, Math.max(0, -shift), shifted, Math.max(0, shift), kept);
    if (rolled) {
      int from = shift > 0 ? kept : 0;
      int to = shift > 0 ? 0 : kept;
      System.arraycopy(samples, from, shifted, to, size - kept);
    }
    return clip.with(shifted);
  }
}

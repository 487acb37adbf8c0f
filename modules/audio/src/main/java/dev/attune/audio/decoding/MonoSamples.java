package dev.attune.audio.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Samples of one channel as they are decoded, in blocks, within a limit. */
final class MonoSamples {
  private static final int BLOCK = 1 << 16;

  private final String name;
  private final AudioLimits limits;
  private final List<float[]> full = new ArrayList<>();
  private float[] block = new float[1 << 10];
  private int filled;
  private long count;

  MonoSamples(String name, AudioLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  /**
   * Adds one sample.
   *
   * @param mean of the channels
   */
  void add(double mean) {
    float value = (float) mean;
    if (!Float.isFinite(value)) {
      throw new UnreadableAudioException(name, "finite samples", value + " at sample " + count);
    }
    if (filled == block.length) {
      grow();
    }
    block[filled++] = value;
    count++;
  }

  private void grow() {
    limits.checkSamples(name, count + 1);
    if (block.length < BLOCK) {
      block = Arrays.copyOf(block, 2 * block.length);
    } else {
      full.add(block);
      block = new float[BLOCK];
      filled = 0;
    }
  }

  long count() {
    return count;
  }

  /**
   * The samples from one place to another.
   *
   * @throws UnreadableAudioException if that is none, or more than the limit
   */
  float[] range(long from, long to) {
    limits.checkSamples(name, to - from);
    float[] samples = new float[(int) (to - from)];
    long at = 0;
    for (float[] done : full) {
      copy(done, BLOCK, at, from, samples);
      at += BLOCK;
    }
    copy(block, filled, at, from, samples);
    return samples;
  }

  private static void copy(float[] block, int length, long at, long from, float[] into) {
    long start = Math.max(at, from);
    long end = Math.min(at + length, from + into.length);
    if (start < end) {
      System.arraycopy(block, (int) (start - at), into, (int) (start - from), (int) (end - start));
    }
  }
}

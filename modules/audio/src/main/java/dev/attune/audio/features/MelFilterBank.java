package dev.attune.audio.features;

import dev.attune.augmentation.Require;

/**
 * Overlapping triangles, evenly spaced in mel: the filter of band b rises from edge b to edge b +
 * 1, where it is 1, and falls to edge b + 2. Only what is not zero is stored and multiplied.
 */
public final class MelFilterBank {
  private final int bins;
  private final int bands;
  private final int[] firstBin;
  private final int[] offset;
  private final float[] weights;

  /**
   * The bank of a configuration.
   *
   * @throws IllegalArgumentException if a band is so narrow that no bin of the transform lies in it
   */
  public MelFilterBank(LogMel config) {
    this.bins = config.fftSize() / 2 + 1;
    this.bands = config.bands();
    this.firstBin = new int[bands];
    this.offset = new int[bands + 1];
    float[][] rows = new float[bands][];
    for (int band = 0; band < bands; band++) {
      rows[band] = row(config, band);
      offset[band + 1] = offset[band] + rows[band].length;
    }
    this.weights = new float[offset[bands]];
    for (int band = 0; band < bands; band++) {
      System.arraycopy(rows[band], 0, weights, offset[band], rows[band].length);
    }
  }

  /** Weights of one band, without the zeros around them. */
  private float[] row(LogMel config, int band) {
    double[] edges = edges(config, band);
    double spacing = (double) config.sampleRateHz() / config.fftSize();
    double[] row = new double[bins];
    int first = bins;
    int last = -1;
    for (int bin = 0; bin < bins; bin++) {
      row[bin] = weight(config, edges, bin * spacing);
      if (row[bin] > 0) {
        first = Math.min(first, bin);
        last = bin;
      }
    }
    Require.that(
        last >= first,
        "bands: expected filters that each hold one of the transform's frequencies, %s Hz apart,"
            + " found none in band %d of %d (%.1f to %.1f Hz): fewer bands, a larger fft_size or"
            + " the slaney scale would do",
        spacing,
        band + 1,
        bands,
        edges[0],
        edges[2]);
    firstBin[band] = first;
    float[] kept = new float[last - first + 1];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = (float) row[first + i];
    }
    return kept;
  }

  /** Left, middle and right in Hz. */
  private static double[] edges(LogMel config, int band) {
    double low = config.scale().mel(config.minHz());
    double step = (config.scale().mel(config.maxHz()) - low) / (config.bands() + 1);
    double[] edges = new double[3];
    for (int i = 0; i < 3; i++) {
      edges[i] = config.scale().hz(low + (band + i) * step);
    }
    return edges;
  }

  private static double weight(LogMel config, double[] hz, double frequency) {
    double left = hz[0];
    double middle = hz[1];
    double right = hz[2];
    double at = frequency;
    if (config.triangles() == MelTriangles.IN_MEL) {
      left = config.scale().mel(left);
      middle = config.scale().mel(middle);
      right = config.scale().mel(right);
      at = config.scale().mel(at);
    }
    double triangle = Math.min((at - left) / (middle - left), (right - at) / (right - middle));
    return Math.max(0, triangle) * (config.areaNormalised() ? 2 / (hz[2] - hz[0]) : 1);
  }

  /** Rows of {@link #matrix()}. */
  public int bands() {
    return bands;
  }

  /** Columns of {@link #matrix()}: half the transform and one. */
  public int bins() {
    return bins;
  }

  /**
   * All weights, zeros included.
   *
   * @return {@code [bands, bins]}
   */
  public float[][] matrix() {
    float[][] matrix = new float[bands][bins];
    for (int band = 0; band < bands; band++) {
      System.arraycopy(
          weights, offset[band], matrix[band], firstBin[band], offset[band + 1] - offset[band]);
    }
    return matrix;
  }

  /** One frame's bands; two sums at a time, since one waits for itself. */
  void apply(float[] spectrum, float[] into, int at) {
    for (int band = 0; band < bands; band++) {
      int w = offset[band];
      int end = offset[band + 1];
      int shift = firstBin[band] - w;
      float one = 0;
      float two = 0;
      for (; w + 1 < end; w += 2) {
        one += weights[w] * spectrum[w + shift];
        two += weights[w + 1] * spectrum[w + 1 + shift];
      }
      into[at + band] = w < end ? one + two + weights[w] * spectrum[w + shift] : one + two;
    }
  }
}

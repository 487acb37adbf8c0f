package dev.attune.audio.features;

import dev.attune.augmentation.Require;

/**
 * Configuration of log-mel features: frames, their spectrum, mel bands, logarithm. Samples are
 * taken as they are, in [-1, 1]; Kaldi's own programs read 16-bit integers, which adds {@code ln
 * 2^30 = 20.79} to its features.
 *
 * @param sampleRateHz rate that clips must have, 100 to 768,000
 * @param fftSize as in {@link Framing}
 * @param windowSamples as in {@link Framing}
 * @param hopSamples as in {@link Framing}
 * @param window as in {@link Framing}
 * @param edges as in {@link Framing}
 * @param preEmphasis as in {@link Framing}
 * @param removeMean as in {@link Framing}
 * @param bands mel bands, 1 to 1024
 * @param minHz left edge of the first band
 * @param maxHz right edge of the last band, at most half the rate
 * @param scale along which bands are evenly spaced
 * @param triangles along which axis their sides are straight
 * @param areaNormalised whether each filter is scaled to area 1 over hertz (librosa's {@code
 *     norm="slaney"}) instead of height 1
 * @param power 1: bands of magnitudes, 2: of squared magnitudes
 * @param log the logarithm
 * @param floor least energy that the logarithm sees, positive
 * @param topDb with {@link LogConvention#DECIBEL}, how far below the clip's loudest value all
 *     others are raised to; 0 leaves it out, and must stand with the other logarithms
 */
public record LogMel(
    int sampleRateHz,
    int fftSize,
    int windowSamples,
    int hopSamples,
    FrameWindow window,
    FrameEdges edges,
    double preEmphasis,
    boolean removeMean,
    int bands,
    double minHz,
    double maxHz,
    MelScale scale,
    MelTriangles triangles,
    boolean areaNormalised,
    int power,
    LogConvention log,
    double floor,
    double topDb) {
  /** Most bands. */
  public static final int MOST_BANDS = 1024;

  /** Distance of 1 to the next float, below which Kaldi lets no energy fall. */
  private static final double FLOAT_EPSILON = 0x1p-23;

  /** Checks ranges; whether every band holds a frequency is seen when the filters are made. */
  public LogMel {
    Require.between("sample_rate_hz", 100, 768_000, sampleRateHz);
    new Framing(fftSize, windowSamples, hopSamples, window, edges, preEmphasis, removeMean);
    Require.that(
        bands >= 1 && bands <= MOST_BANDS, "bands: expected 1 to %d, found %d", MOST_BANDS, bands);
    Require.that(
        minHz >= 0 && minHz < maxHz && maxHz <= sampleRateHz / 2.0,
        "min_hz, max_hz: expected 0 <= min_hz < max_hz <= %s, half the rate, found %s and %s",
        sampleRateHz / 2.0,
        minHz,
        maxHz);
    Require.that(scale != null, "scale: expected htk or slaney, found none");
    Require.that(triangles != null, "triangles: expected in_hz or in_mel, found none");
    Require.that(power == 1 || power == 2, "power: expected 1 or 2, found %d", power);
    Require.that(log != null, "log: expected natural, log10 or decibel, found none");
    Require.that(
        floor > 0 && floor < Double.POSITIVE_INFINITY,
        "floor: expected a positive number, found %s",
        floor);
    Require.that(
        topDb >= 0 && topDb < Double.POSITIVE_INFINITY,
        "top_db: expected at least 0, found %s",
        topDb);
    Require.that(
        topDb == 0 || log == LogConvention.DECIBEL,
        "top_db: expected 0 unless log is decibel, found %s",
        topDb);
  }

  /**
   * What {@code librosa.power_to_db(librosa.feature.melspectrogram(y, sr))} computes with librosa's
   * own defaults (0.10): transform and window of 2048 samples, hop of 512, centred periodic Hann
   * with zeros beyond the ends, squared magnitudes, 128 bands from 0 to half the rate on Slaney's
   * scale with area 1, decibels over 1e-10, at most 80 below the clip's loudest.
   */
  public static LogMel librosa(int sampleRateHz) {
    return new LogMel(
        sampleRateHz,
        2048,
        2048,
        512,
        FrameWindow.HANN,
        FrameEdges.ZEROS,
        0,
        false,
        128,
        0,
        sampleRateHz / 2.0,
        MelScale.SLANEY,
        MelTriangles.IN_HZ,
        true,
        2,
        LogConvention.DECIBEL,
        1e-10,
        80);
  }

  /**
   * Kaldi's {@code compute-fbank-feats} by its own defaults, but without dither, which is noise:
   * windows of 25 ms every 10 ms with snipped edges, mean removed, pre-emphasis 0.97, Povey's
   * window, transform of the next power of two, squared magnitudes, 23 bands from 20 Hz to half the
   * rate, straight and of height 1 over mel, natural logarithm over float's epsilon.
   */
  public static LogMel kaldi(int sampleRateHz) {
    int window = sampleRateHz / 40;
    return new LogMel(
        sampleRateHz,
        powerOfTwo(window),
        window,
        sampleRateHz / 100,
        FrameWindow.POVEY,
        FrameEdges.SNIPPED,
        0.97,
        true,
        23,
        20,
        sampleRateHz / 2.0,
        MelScale.HTK,
        MelTriangles.IN_MEL,
        false,
        2,
        LogConvention.NATURAL,
        FLOAT_EPSILON,
        0);
  }

  /**
   * What the presets of this module train on: 64 bands every 10 ms from windows of 25 ms, centred
   * so that a clip of any length has frames, librosa's filters of height 1, natural logarithm over
   * 1e-6, which is about what 16-bit recordings have as noise in a band. The transform is twice the
   * next power of two, so that the lowest bands hold a frequency each at 8 kHz already.
   */
  public static LogMel speech(int sampleRateHz) {
    int window = sampleRateHz / 40;
    return new LogMel(
        sampleRateHz,
        2 * powerOfTwo(window),
        window,
        sampleRateHz / 100,
        FrameWindow.HANN,
        FrameEdges.ZEROS,
        0,
        false,
        64,
        0,
        sampleRateHz / 2.0,
        MelScale.SLANEY,
        MelTriangles.IN_HZ,
        false,
        2,
        LogConvention.NATURAL,
        1e-6,
        0);
  }

  private static int powerOfTwo(int least) {
    return least <= 1 ? 1 : 2 * Integer.highestOneBit(least - 1);
  }

  /** This configuration with other frames. */
  public LogMel withFrames(int fftSize, int windowSamples, int hopSamples) {
    return new LogMel(
        sampleRateHz,
        fftSize,
        windowSamples,
        hopSamples,
        window,
        edges,
        preEmphasis,
        removeMean,
        bands,
        minHz,
        maxHz,
        scale,
        triangles,
        areaNormalised,
        power,
        log,
        floor,
        topDb);
  }

  /** This configuration with other bands. */
  public LogMel withBands(int bands, double minHz, double maxHz) {
    return new LogMel(
        sampleRateHz,
        fftSize,
        windowSamples,
        hopSamples,
        window,
        edges,
        preEmphasis,
        removeMean,
        bands,
        minHz,
        maxHz,
        scale,
        triangles,
        areaNormalised,
        power,
        log,
        floor,
        topDb);
  }

  /** How clips are cut. */
  public Framing framing() {
    return new Framing(fftSize, windowSamples, hopSamples, window, edges, preEmphasis, removeMean);
  }

  /**
   * Frames of a clip.
   *
   * @throws IllegalArgumentException as {@link Framing#frames}
   */
  public int frames(int samples) {
    return framing().frames(samples);
  }
}

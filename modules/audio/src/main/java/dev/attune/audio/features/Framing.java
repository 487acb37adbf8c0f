package dev.attune.audio.features;

import dev.attune.augmentation.Require;

/**
 * How a clip is cut into frames and what each frame goes through before its Fourier transform, in
 * this order: mean removed, pre-emphasis, window.
 *
 * @param fftSize length of the transform in samples, at least the window and at most {@value
 *     #LONGEST}; products of 2, 3 and 5 are fast
 * @param windowSamples length of the window; zeros fill up to the transform, on both sides where
 *     frames are centred and behind it where they are snipped, which power spectra do not tell
 * @param hopSamples from a frame to the next
 * @param window its shape
 * @param edges where frames lie
 * @param preEmphasis p of {@code x[i] - p x[i-1]} within a frame, its first sample standing for the
 *     one before it; 0 leaves it out
 * @param removeMean whether the frame's mean is taken off first
 */
public record Framing(
    int fftSize,
    int windowSamples,
    int hopSamples,
    FrameWindow window,
    FrameEdges edges,
    double preEmphasis,
    boolean removeMean) {
  /** Longest transform. */
  public static final int LONGEST = 1 << 16;

  /** Checks ranges. */
  public Framing {
    Require.that(
        fftSize >= 2 && fftSize <= LONGEST,
        "fft_size: expected 2 to %d, found %d",
        LONGEST,
        fftSize);
    Require.that(
        windowSamples >= 1 && windowSamples <= fftSize,
        "window_samples: expected 1 to fft_size %d, found %d",
        fftSize,
        windowSamples);
    Require.positive("hop_samples", hopSamples);
    Require.that(window != null, "window: expected a window, found none");
    Require.that(edges != null, "edges: expected zeros, reflected or snipped, found none");
    Require.that(
        preEmphasis >= 0 && preEmphasis < 1,
        "pre_emphasis: expected at least 0 and less than 1, found %s",
        preEmphasis);
  }

  /** A Hann window, centred, zeros beyond the ends, nothing else: librosa's. */
  public static Framing centred(int fftSize, int windowSamples, int hopSamples) {
    return new Framing(
        fftSize, windowSamples, hopSamples, FrameWindow.HANN, FrameEdges.ZEROS, 0, false);
  }

  /** Frequencies of a spectrum: {@code fftSize / 2 + 1}. */
  public int bins() {
    return fftSize / 2 + 1;
  }

  /**
   * Frames of a clip.
   *
   * @param samples of the clip, at least 1
   * @throws IllegalArgumentException if edges are snipped and the clip is shorter than a window
   */
  public int frames(int samples) {
    if (edges != FrameEdges.SNIPPED) {
      Require.that(samples >= 1, "samples: expected at least 1, found %d", samples);
      return 1 + samples / hopSamples;
    }
    Require.that(
        samples >= windowSamples,
        "samples: expected at least %d, a window with snipped edges, found %d",
        windowSamples,
        samples);
    return 1 + (samples - windowSamples) / hopSamples;
  }

  /** Zeros in front of the window within the transform. */
  int lead() {
    return edges == FrameEdges.SNIPPED ? 0 : (fftSize - windowSamples) / 2;
  }

  /** First sample of a frame's window; negative where it begins before the clip. */
  int start(int frame) {
    int begin = frame * hopSamples;
    return edges == FrameEdges.SNIPPED ? begin : begin - fftSize / 2 + lead();
  }
}

package dev.attune.audio.features;

/** Where frames lie, and what stands beyond the ends of a clip. */
public enum FrameEdges {
  /**
   * Frame t is centred on sample {@code t * hop}, with zeros beyond the ends: {@code 1 + samples /
   * hop} frames. librosa's default since 0.10.
   */
  ZEROS,
  /**
   * Frame t is centred on sample {@code t * hop}, with the clip mirrored about its first and last
   * sample: {@code 1 + samples / hop} frames. librosa's default before 0.10, and PyTorch's.
   */
  REFLECTED,
  /**
   * Frame t begins at sample {@code t * hop}, and only frames that lie whole within the clip are
   * there: {@code 1 + (samples - window) / hop}. Kaldi's {@code snip_edges}.
   */
  SNIPPED
}

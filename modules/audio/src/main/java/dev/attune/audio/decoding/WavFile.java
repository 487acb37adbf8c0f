package dev.attune.audio.decoding;

import dev.attune.audio.signal.Waveform;

/**
 * RIFF WAVE: chunks are walked to the format and the data, whatever stands between or after them. A
 * chunk that claims more bytes than the file has is an error.
 */
final class WavFile {
  private static final int EXTENSIBLE = 0xFFFE;
  private static final int FORMAT_BYTES = 16;
  private static final int EXTENSIBLE_BYTES = 40;

  private final byte[] bytes;
  private final String name;
  private final AudioLimits limits;
  private SampleEncoding encoding;
  private int channels;
  private int rate;

  WavFile(byte[] bytes, String name, AudioLimits limits) {
    this.bytes = bytes;
    this.name = name;
    this.limits = limits;
  }

  Waveform decode() {
    int at = 12;
    while (at + 8 <= bytes.length) {
      long size = Bytes.little32(bytes, at + 4);
      int body = at + 8;
      boolean data = Bytes.is(bytes, at, "data");
      if (size > bytes.length - body) {
        throw new UnreadableAudioException(
            name,
            "a whole WAV with a %s chunk of %d bytes".formatted(data ? "data" : "further", size),
            (bytes.length - body) + " bytes of it");
      }
      if (Bytes.is(bytes, at, "fmt ")) {
        readFormat(body, (int) size);
      } else if (data) {
        return readData(body, (int) size);
      }
      // Chunks begin at even places; the last one may lack the byte that fills it.
      at = (int) Math.min(bytes.length, body + size + (size & 1));
    }
    throw new UnreadableAudioException(
        name, "a WAV with a data chunk", "its end after " + bytes.length + " bytes");
  }

  private void readFormat(int at, int size) {
    if (size < FORMAT_BYTES) {
      throw new UnreadableAudioException(
          name, "a format chunk of at least " + FORMAT_BYTES + " bytes", size + " bytes");
    }
    int format = Bytes.little16(bytes, at);
    int bits = Bytes.little16(bytes, at + 14);
    if (format == EXTENSIBLE && size >= EXTENSIBLE_BYTES) {
      format = Bytes.little16(bytes, at + 24);
    }
    channels = Bytes.little16(bytes, at + 2);
    limits.checkChannels(name, channels);
    rate = AudioDecoder.checkedRate(name, Bytes.little32(bytes, at + 4));
    encoding = SampleEncoding.of(format, bits);
    if (encoding == null) {
      throw new UnreadableAudioException(
          name,
          "PCM of 8, 16, 24 or 32 bit, float of 32 or 64 bit, mu-law or A-law",
          "WAV format code %d with %d bit".formatted(format, bits));
    }
    int frame = Bytes.little16(bytes, at + 12);
    if (frame != channels * encoding.bytes()) {
      throw new UnreadableAudioException(
          name,
          "%d bytes for %d channels of %d bit"
              .formatted(channels * encoding.bytes(), channels, bits),
          frame + " bytes");
    }
  }

  private Waveform readData(int at, int size) {
    if (encoding == null) {
      throw new UnreadableAudioException(name, "a format chunk before the data", "none");
    }
    int frame = channels * encoding.bytes();
    if (size % frame != 0) {
      throw new UnreadableAudioException(
          name, "a data chunk of whole frames of " + frame + " bytes", size + " bytes");
    }
    limits.checkSamples(name, size / frame);
    float[] samples = new float[size / frame];
    for (int i = 0; i < samples.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += encoding.read(bytes, at + i * frame + c * encoding.bytes());
      }
      samples[i] = (float) (sum / channels);
      if (!Float.isFinite(samples[i])) {
        throw new UnreadableAudioException(name, "finite samples", samples[i] + " at sample " + i);
      }
    }
    return new Waveform(samples, rate);
  }
}

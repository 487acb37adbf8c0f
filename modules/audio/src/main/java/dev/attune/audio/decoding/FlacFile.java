package dev.attune.audio.decoding;

import dev.attune.audio.signal.Waveform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kc7bfi.jflac.ChannelData;
import org.kc7bfi.jflac.FLACDecoder;
import org.kc7bfi.jflac.frame.Frame;

/**
 * FLAC (RFC 9639) by jFLAC, which leaves out frames that it cannot read and does not say so: the
 * number of samples and the MD5 sum that the file states of them are held against what came out.
 */
final class FlacFile {
  private static final int STREAM_INFO_BYTES = 34;
  private static final int WIDEST_BITS = 24;

  private final byte[] bytes;
  private final String name;
  private final AudioLimits limits;
  private final int info;
  private final int rate;
  private final int channels;
  private final int bits;
  private final long total;
  private final MessageDigest digest = md5();

  FlacFile(byte[] bytes, String name, AudioLimits limits) {
    this.bytes = bytes;
    this.name = name;
    this.limits = limits;
    int start = Id3.endOfTags(bytes);
    this.info = start + 8;
    if (info + STREAM_INFO_BYTES > bytes.length
        || (bytes[start + 4] & 0x7F) != 0
        || Bytes.big(bytes, start + 5, 3) != STREAM_INFO_BYTES) {
      throw new UnreadableAudioException(
          name, "a FLAC with its stream information in front", AudioFormat.describe(bytes, start));
    }
    // 20 bits of rate, 3 of channels less one, 5 of width less one, 36 of samples.
    long packed = Bytes.big(bytes, info + 10, 4);
    this.rate = AudioDecoder.checkedRate(name, packed >> 12);
    this.channels = (int) ((packed >> 9) & 7) + 1;
    this.bits = (int) ((packed >> 4) & 31) + 1;
    this.total = ((packed & 15) << 32) | Bytes.big(bytes, info + 14, 4);
  }

  Waveform decode() {
    limits.checkChannels(name, channels);
    if (bits > WIDEST_BITS) {
      throw new UnreadableAudioException(name, "FLAC of 4 to 24 bit", bits + " bit");
    }
    if (total == 0) {
      throw new UnreadableAudioException(
          name, "a FLAC that states how many samples it has", "0, as live streams say");
    }
    limits.checkSamples(name, total);
    MonoSamples samples = new MonoSamples(name, limits);
    FLACDecoder decoder = new FLACDecoder(new ByteArrayInputStream(withoutOtherMetadata()));
    try {
      decoder.readMetadata();
      Frame frame = decoder.readNextFrame();
      while (frame != null && samples.count() < total) {
        add(frame, decoder.getChannelData(), samples);
        frame = decoder.readNextFrame();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check(decoder, samples.count());
    return new Waveform(samples.range(0, total), rate);
  }

  /** Pictures and comments are not needed, and their claims of length not to be trusted. */
  private byte[] withoutOtherMetadata() {
    int at = info - 4;
    boolean last = false;
    while (!last) {
      if (at + 4 > bytes.length) {
        throw new UnreadableAudioException(
            name, "a whole FLAC", "its end inside the metadata after " + bytes.length + " bytes");
      }
      last = bytes[at] < 0;
      at = (int) Math.min(bytes.length, at + 4 + Bytes.big(bytes, at + 1, 3));
    }
    int head = 8 + STREAM_INFO_BYTES;
    byte[] plain = new byte[head + bytes.length - at];
    System.arraycopy(bytes, info - 8, plain, 0, head);
    plain[4] = (byte) 0x80;
    System.arraycopy(bytes, at, plain, head, bytes.length - at);
    return plain;
  }

  private void add(Frame frame, ChannelData[] data, MonoSamples samples) {
    if (frame.header.channels != channels || frame.header.bitsPerSample != bits) {
      throw new UnreadableAudioException(
          name,
          "frames of %d channels of %d bit".formatted(channels, bits),
          "one of %d channels of %d bit"
              .formatted(frame.header.channels, frame.header.bitsPerSample));
    }
    int width = (bits + 7) / 8;
    double scale = Math.scalb(1.0, 1 - bits) / channels;
    byte[] written = new byte[frame.header.blockSize * channels * width];
    int at = 0;
    for (int i = 0; i < frame.header.blockSize; i++) {
      long sum = 0;
      for (int c = 0; c < channels; c++) {
        int value = data[c].getOutput()[i];
        sum += value;
        for (int octet = 0; octet < width; octet++) {
          written[at++] = (byte) (value >> (8 * octet));
        }
      }
      samples.add(sum * scale);
    }
    digest.update(written);
  }

  private void check(FLACDecoder decoder, long count) {
    if (count != total || decoder.getBadFrames() > 0) {
      throw new UnreadableAudioException(
          name,
          "a whole FLAC of " + total + " samples",
          "%d samples and %d broken frames".formatted(count, decoder.getBadFrames()));
    }
    byte[] stated = Arrays.copyOfRange(bytes, info + 18, info + STREAM_INFO_BYTES);
    // All zeros: the encoder did not compute it.
    boolean known = !Arrays.equals(stated, new byte[stated.length]);
    if (known && !Arrays.equals(stated, digest.digest())) {
      throw new UnreadableAudioException(
          name, "a sound FLAC", "samples that do not have the MD5 sum it states");
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}

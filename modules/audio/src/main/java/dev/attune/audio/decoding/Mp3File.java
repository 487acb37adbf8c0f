package dev.attune.audio.decoding;

import dev.attune.audio.signal.Waveform;
import java.io.ByteArrayInputStream;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.MP3Decoder;

/**
 * MP3 by JLayer. The chain of frames is walked first, since JLayer skips whatever it does not
 * understand. Where LAME's tag tells what the encoder added in front and behind, it is cut off
 * together with the decoder's own delay of 529 samples; without the tag every decoded sample stays.
 */
final class Mp3File {
  /** Of the synthesis filter bank and the hybrid transform: 528 samples and the one of the tag. */
  private static final int DECODER_DELAY = 529;

  static {
    // JLayer fills its tables on first use, without a lock: two first files at a time would meet
    // half of them. A silent frame fills them under this class's own lock.
    byte[] silence = new byte[104];
    System.arraycopy(new byte[] {-1, (byte) 0xFB, 0x10, (byte) 0xC0}, 0, silence, 0, 4);
    new Mp3File(silence, "silence", AudioLimits.DEFAULTS).decode();
  }

  private final byte[] bytes;
  private final String name;
  private final AudioLimits limits;
  private Mp3Frame first;
  private Mp3Tag tag;
  private int audioStart;
  private int audioEnd;
  private long frames;

  Mp3File(byte[] bytes, String name, AudioLimits limits) {
    this.bytes = bytes;
    this.name = name;
    this.limits = limits;
  }

  Waveform decode() {
    walk();
    int rate = AudioDecoder.checkedRate(name, first.rate());
    long total = frames * first.samples();
    limits.checkSamples(name, total);
    MonoSamples samples = new MonoSamples(name, limits);
    try {
      decodeInto(samples);
    } catch (JavaLayerException e) {
      throw new UnreadableAudioException(name, "a sound MP3", "one that JLayer gives up", e);
    }
    if (samples.count() != total) {
      throw new UnreadableAudioException(
          name, total + " samples of " + frames + " frames", Long.toString(samples.count()));
    }
    if (tag == null || !tag.knowsDelay()) {
      return new Waveform(samples.range(0, total), rate);
    }
    long from = (long) tag.delay() + DECODER_DELAY;
    long to = Math.min(total, total - tag.padding() + DECODER_DELAY);
    return new Waveform(samples.range(from, to), rate);
  }

  /** From frame to frame to the end; a gap, or a last frame without its rest, is an error. */
  private void walk() {
    int at = Id3.endOfTags(bytes);
    while (at < bytes.length && bytes[at] == 0) {
      at++;
    }
    int end = Id3.startOfTrailer(bytes, at);
    first = frameAt(at);
    tag = Mp3Tag.in(first, bytes);
    audioStart = tag == null ? at : first.end();
    frames = tag == null ? 1 : 0;
    audioEnd = checkedEnd(first, end);
    while (!onlyZeros(audioEnd, end)) {
      audioEnd = checkedEnd(frameAt(audioEnd), end);
      frames++;
    }
    if (tag != null && tag.frames() >= 0 && tag.frames() != frames) {
      throw new UnreadableAudioException(
          name, "a whole MP3 of " + tag.frames() + " frames", frames + " frames");
    }
  }

  private int checkedEnd(Mp3Frame frame, int end) {
    if (frame.end() > end) {
      throw new UnreadableAudioException(
          name,
          "a whole MP3",
          "its end after %d bytes, inside the frame at byte %d".formatted(end, frame.at()));
    }
    return frame.end();
  }

  private Mp3Frame frameAt(int at) {
    Mp3Frame frame = Mp3Frame.at(bytes, at);
    if (frame == null) {
      throw new UnreadableAudioException(
          name, "an MP3 frame at byte " + at, AudioFormat.describe(bytes, at));
    }
    if (first != null && !frame.continues(first)) {
      throw new UnreadableAudioException(
          name,
          "MP3 frames of %d Hz and %d channels".formatted(first.rate(), first.channels()),
          "%d Hz and %d channels at byte %d".formatted(frame.rate(), frame.channels(), at));
    }
    return frame;
  }

  private boolean onlyZeros(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void decodeInto(MonoSamples samples) throws JavaLayerException {
    Bitstream stream =
        new Bitstream(new ByteArrayInputStream(bytes, audioStart, audioEnd - audioStart));
    MP3Decoder decoder = new MP3Decoder();
    Mp3Output output = new Mp3Output(first.channels());
    decoder.setOutputBuffer(output);
    for (Header header = stream.readFrame(); header != null; header = stream.readFrame()) {
      decoder.decodeFrame(header, stream);
      stream.closeFrame();
      output.drainTo(samples);
    }
  }
}

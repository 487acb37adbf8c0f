package dev.attune.audio.decoding;

import dev.attune.audio.signal.Waveform;
import java.util.HashSet;
import java.util.Set;

/**
 * An Ogg file with Vorbis inside: one logical stream, or several one after another (chained), which
 * give one clip. Streams of other kinds beside it (Skeleton, pictures) are left out.
 *
 * <p>Pages are read here, not by JOrbis, which looks for the next page that it understands and says
 * nothing of what it left out.
 */
final class OggVorbisFile {
  private final byte[] bytes;
  private final String name;
  private final AudioLimits limits;
  private final Set<Integer> others = new HashSet<>();
  private final MonoSamples samples;
  private VorbisStream stream;
  private int rate;

  OggVorbisFile(byte[] bytes, String name, AudioLimits limits) {
    this.bytes = bytes;
    this.name = name;
    this.limits = limits;
    this.samples = new MonoSamples(name, limits);
  }

  Waveform decode() {
    int at = 0;
    String found = "none";
    while (at < bytes.length) {
      OggPage page = OggPage.read(bytes, at, name);
      at = page.end();
      if (page.first()) {
        if (VorbisStream.begins(page)) {
          begin(page);
        } else {
          others.add(page.serial());
          found = AudioFormat.describe(bytes, page.body());
        }
      } else if (stream == null || stream.serial() != page.serial()) {
        checkOther(page);
        continue;
      }
      if (stream != null && stream.serial() == page.serial()) {
        feed(page);
      }
    }
    checkEnded("the file's end");
    if (rate == 0) {
      throw new UnreadableAudioException(name, "a Vorbis stream in the Ogg file", found);
    }
    return new Waveform(samples.range(0, samples.count()), rate);
  }

  private void begin(OggPage page) {
    checkEnded("another stream");
    stream = new VorbisStream(page.serial(), name, limits);
  }

  private void checkEnded(String found) {
    if (stream != null) {
      throw new UnreadableAudioException(
          name, "a whole Ogg with a last page of its Vorbis stream", found);
    }
  }

  private void checkOther(OggPage page) {
    if (!others.contains(page.serial())) {
      throw new UnreadableAudioException(
          name,
          "pages of the streams that the Ogg file has begun",
          "one of another stream at byte " + page.at());
    }
  }

  private void feed(OggPage page) {
    stream.add(page);
    if (!page.last()) {
      return;
    }
    int found = AudioDecoder.checkedRate(name, stream.rate());
    if (rate != 0 && found != rate) {
      throw new UnreadableAudioException(
          name, "chained streams of one sample rate", rate + " Hz and " + found + " Hz");
    }
    rate = found;
    for (float sample : stream.samples()) {
      samples.add(sample);
    }
    stream = null;
  }
}

package dev.attune.audio.decoding;

import java.io.ByteArrayOutputStream;

/**
 * One logical stream of Vorbis I: packets out of pages, and the account of samples. A page's
 * granule position says how many samples there are up to the last packet that ends on it: the first
 * one tells how many to drop in front, the last one where the clip ends (Vorbis I specification,
 * appendix A.2).
 */
final class VorbisStream {
  private static final String MAGIC = "\u0001vorbis";
  private static final int WHOLE_SEGMENT = 255;

  private final int serial;
  private final String name;
  private final VorbisPackets packets;
  private final MonoSamples decoded;
  private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
  private boolean unfinished;
  private int nextPage;
  private boolean started;
  private boolean positioned;
  private long position;
  private long end;

  VorbisStream(int serial, String name, AudioLimits limits) {
    this.serial = serial;
    this.name = name;
    this.decoded = new MonoSamples(name, limits);
    this.packets = new VorbisPackets(name, limits, decoded);
  }

  static boolean begins(OggPage page) {
    return Bytes.is(page.bytes(), page.body(), MAGIC);
  }

  int serial() {
    return serial;
  }

  int rate() {
    return packets.rate();
  }

  /** Takes the next page of this stream. */
  void add(OggPage page) {
    if (started && page.sequence() != nextPage) {
      throw new UnreadableAudioException(
          name,
          "page " + nextPage + " of the Vorbis stream",
          "page %d at byte %d".formatted(page.sequence(), page.at()));
    }
    if (page.continued() != unfinished) {
      throw new UnreadableAudioException(
          name,
          unfinished ? "the rest of a packet" : "a new packet",
          "%s on the page at byte %d"
              .formatted(unfinished ? "a new packet" : "the rest of one", page.at()));
    }
    started = true;
    nextPage = page.sequence() + 1;
    takePackets(page);
    if (page.granule() != -1) {
      account(page);
    } else if (page.last()) {
      throw new UnreadableAudioException(
          name, "the position of the last sample on the last page", "none");
    }
  }

  private void takePackets(OggPage page) {
    int at = page.body();
    for (int segment = 0; segment < page.segments(); segment++) {
      int length = page.lacing(segment);
      packet.write(page.bytes(), at, length);
      at += length;
      unfinished = length == WHOLE_SEGMENT;
      if (!unfinished) {
        packets.add(packet.toByteArray());
        packet.reset();
      }
    }
    if (page.last() && unfinished) {
      throw new UnreadableAudioException(name, "a whole last packet", "its beginning only");
    }
  }

  private void account(OggPage page) {
    if (!packets.audioBegun()) {
      if (page.last()) {
        throw new UnreadableAudioException(name, "at least one sample", "headers only");
      }
      return;
    }
    if (!positioned) {
      positioned = true;
      // A stream that ends where it starts is cut at its end, not in front.
      position = page.last() ? 0 : page.granule() - decoded.count();
    }
    long reached = position + decoded.count();
    if (page.granule() > reached) {
      throw new UnreadableAudioException(
          name,
          "samples up to %d by the page at byte %d".formatted(page.granule(), page.at()),
          "samples up to " + reached);
    }
    end = page.granule();
  }

  /** All samples, once the last page has been added. */
  float[] samples() {
    return decoded.range(Math.max(0, -position), end - position);
  }
}

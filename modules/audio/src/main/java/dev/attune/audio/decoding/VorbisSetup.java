package dev.attune.audio.decoding;

/**
 * Adds up what the codebooks of a Vorbis setup header ask for, before JOrbis allocates it: a few
 * bytes can claim gigabytes (Vorbis I specification, section 3.2.1).
 */
final class VorbisSetup {
  /** Entries times dimensions over all books; what encoders write stays below 200,000. */
  private static final long MOST_VALUES = 4L << 20;

  private static final int BEFORE_BOOKS = 7;
  private static final int SYNC = 0x564342;

  private final byte[] bytes;
  private final String name;
  private long bit = BEFORE_BOOKS * 8L;

  private VorbisSetup(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  static void check(byte[] bytes, String name) {
    VorbisSetup setup = new VorbisSetup(bytes, name);
    int books = setup.read(8) + 1;
    long values = 0;
    for (int book = 0; book < books; book++) {
      values += setup.book();
      if (values > MOST_VALUES) {
        throw new UnreadableAudioException(
            name, "Vorbis codebooks of at most " + MOST_VALUES + " values", "at least " + values);
      }
    }
  }

  /** Walks over one book. */
  private long book() {
    if (read(24) != SYNC) {
      throw broken();
    }
    int dimensions = read(16);
    int entries = read(24);
    long values = (long) entries * Math.max(1, dimensions);
    if (values > MOST_VALUES) {
      return values;
    }
    if (read(1) == 1) {
      skipOrderedLengths(entries);
    } else {
      skipLengths(entries);
    }
    int lookup = read(4);
    if (lookup == 1 || lookup == 2) {
      skip(64);
      int width = read(4) + 1;
      skip(1);
      skip((lookup == 2 ? values : gridSide(entries, dimensions)) * width);
    } else if (lookup != 0) {
      throw broken();
    }
    return values;
  }

  private void skipOrderedLengths(int entries) {
    skip(5);
    int done = 0;
    while (done < entries) {
      int number = read(Integer.SIZE - Integer.numberOfLeadingZeros(entries - done));
      if (number > entries - done) {
        throw broken();
      }
      done += number;
    }
  }

  private void skipLengths(int entries) {
    boolean sparse = read(1) == 1;
    for (int i = 0; i < entries; i++) {
      if (!sparse || read(1) == 1) {
        skip(5);
      }
    }
  }

  /** The largest whole number whose power of {@code dimensions} is at most {@code entries}. */
  private static int gridSide(int entries, int dimensions) {
    int side = 0;
    while (dimensions > 0 && Math.pow(side + 1, dimensions) <= entries) {
      side++;
    }
    return side;
  }

  private void skip(long bits) {
    bit += bits;
    if (bit > bytes.length * 8L) {
      throw broken();
    }
  }

  /** Low bits come first. */
  private int read(int bits) {
    long from = bit;
    skip(bits);
    int value = 0;
    for (int i = 0; i < bits; i++) {
      long at = from + i;
      value |= ((bytes[(int) (at >> 3)] >> (at & 7)) & 1) << i;
    }
    return value;
  }

  private UnreadableAudioException broken() {
    return new UnreadableAudioException(
        name, "a sound Ogg Vorbis", "a broken codebook in its setup header");
  }
}

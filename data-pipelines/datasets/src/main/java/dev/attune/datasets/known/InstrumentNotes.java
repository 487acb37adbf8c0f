package dev.attune.datasets.known;

import dev.attune.augmentation.audio.Resampler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Soundbank;
import javax.sound.midi.Track;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Notes played by Java's own synthesiser, without a sound device. A note is written as a MIDI file,
 * and the platform's reader of such files gives its samples: unlike the synthesiser's own stream,
 * this is public API.
 */
final class InstrumentNotes {
  static final int SAMPLE_RATE_HZ = 16_000;

  /** One and a half seconds, the length of a note that nobody asked to be otherwise. */
  static final int SAMPLES = SAMPLE_RATE_HZ * 3 / 2;

  private static final int TICKS_PER_QUARTER = 480;

  /** At the 120 quarters a minute that a file without a tempo has. */
  private static final int TICKS_PER_SECOND = 2 * TICKS_PER_QUARTER;

  /** So that a note of one and a half seconds is held for the first of them. */
  private static final double HELD_SHARE = 2 / 3.0;

  /** What the platform's reader of MIDI files gives. */
  private static final int RENDERED_HZ = 44_100;

  private final String soundBank;
  private final int samples;
  private final Resampler resampler = Resampler.between(RENDERED_HZ, SAMPLE_RATE_HZ);

  private InstrumentNotes(String soundBank, int samples) {
    this.soundBank = soundBank;
    this.samples = samples;
  }

  /**
   * The synthesiser of this Java, for notes of {@link #SAMPLES}.
   *
   * @throws FetchException if it has none, or none with a sound bank
   */
  static InstrumentNotes ofThisJava() {
    return ofThisJava(SAMPLES);
  }

  /**
   * The synthesiser of this Java.
   *
   * @param samples length of a note; the key is held for the first two thirds of it
   * @throws FetchException if it has none, or none with a sound bank
   */
  static InstrumentNotes ofThisJava(int samples) {
    try {
      Soundbank bank = MidiSystem.getSynthesizer().getDefaultSoundbank();
      if (bank == null || bank.getInstruments().length == 0) {
        throw new FetchException("expected Java's synthesiser to have a sound bank, found none");
      }
      return new InstrumentNotes(bank.getName() + " " + bank.getVersion(), samples);
    } catch (MidiUnavailableException missing) {
      throw new FetchException("expected Java to have a synthesiser, found none", missing);
    }
  }

  /** Name and version of the instruments that it plays: Java's own, or a system's sound font. */
  String soundBank() {
    return soundBank;
  }

  /**
   * A note, its channels averaged.
   *
   * @param program the instrument, 0 to 127
   * @param key 60 is middle C
   * @param velocity how hard the key is struck, 1 to 127
   */
  short[] note(int program, int key, int velocity) throws IOException {
    byte[] file = midi(program, key, velocity);
    try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file))) {
      AudioFormat format = in.getFormat();
      boolean known =
          format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
              && format.getSampleSizeInBits() == 16
              && format.getSampleRate() == RENDERED_HZ;
      if (!known) {
        throw new FetchException(
            "expected 16-bit samples at 44,100 Hz of the synthesiser, found " + format);
      }
      int frames = Math.toIntExact((long) RENDERED_HZ * samples / SAMPLE_RATE_HZ);
      return resampled(mono(in.readNBytes(frames * format.getFrameSize()), format));
    } catch (UnsupportedAudioFileException missing) {
      throw new FetchException("expected Java to render MIDI, found no reader for it", missing);
    }
  }

  private byte[] midi(int program, int key, int velocity) throws IOException {
    try {
      long held = Math.round(HELD_SHARE * samples / SAMPLE_RATE_HZ * TICKS_PER_SECOND);
      Sequence sequence = new Sequence(Sequence.PPQ, TICKS_PER_QUARTER);
      Track track = sequence.createTrack();
      track.add(event(ShortMessage.PROGRAM_CHANGE, program, 0, 0));
      track.add(event(ShortMessage.NOTE_ON, key, velocity, 0));
      track.add(event(ShortMessage.NOTE_OFF, key, 0, held));
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      MidiSystem.write(sequence, 0, file);
      return file.toByteArray();
    } catch (InvalidMidiDataException outOfRange) {
      throw new IllegalArgumentException(
          "expected program, key and velocity of 0 to 127, found %d, %d, %d"
              .formatted(program, key, velocity),
          outOfRange);
    }
  }

  private static MidiEvent event(int command, int first, int second, long tick)
      throws InvalidMidiDataException {
    return new MidiEvent(new ShortMessage(command, 0, first, second), tick);
  }

  private static float[] mono(byte[] bytes, AudioFormat format) {
    ByteOrder order = format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer pcm = ByteBuffer.wrap(bytes).order(order);
    int channels = format.getChannels();
    float[] mono = new float[bytes.length / format.getFrameSize()];
    for (int i = 0; i < mono.length; i++) {
      int sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += pcm.getShort();
      }
      mono[i] = (float) sum / channels;
    }
    return mono;
  }

  private short[] resampled(float[] rendered) {
    float[] resampled = resampler.apply(rendered);
    short[] rounded = new short[samples];
    for (int i = 0; i < Math.min(samples, resampled.length); i++) {
      int nearest = Math.round(resampled[i]);
      rounded[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, nearest));
    }
    return rounded;
  }
}

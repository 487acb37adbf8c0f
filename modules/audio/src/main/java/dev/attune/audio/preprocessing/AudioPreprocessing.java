package dev.attune.audio.preprocessing;

import dev.attune.audio.features.LogMel;
import dev.attune.audio.features.LogMelExtractor;
import dev.attune.audio.features.MelFilterBank;
import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.encoder.ConfigRecord;
import java.nio.file.Path;

/**
 * From a sound to what a tower reads: prepared, its log-mel spectrogram taken, normalised. It is
 * stored with the weights, since an encoder answers differently to sounds prepared otherwise.
 *
 * @param sound what happens before the spectrogram
 * @param logMel the spectrogram, at the rate that {@code sound} gives
 * @param normalisePerClip whether a clip's values are brought to mean 0 and deviation 1 by its own,
 *     which makes the loudness of a recording irrelevant; otherwise by the two numbers below
 * @param mean subtracted from each value, unless normalised per clip
 * @param std divides each value, unless normalised per clip; positive
 */
public record AudioPreprocessing(
    SoundPreparation sound, LogMel logMel, boolean normalisePerClip, double mean, double std) {
  /** Name of the file beside the weights. */
  public static final String FILE = "preprocess.json";

  /** Keeps a clip of one value finite. */
  private static final double LEAST_DEVIATION = 1e-5;

  /** Checks that both know the same rate, and that every band holds a frequency. */
  public AudioPreprocessing {
    if (sound.sampleRateHz() != logMel.sampleRateHz()) {
      throw new IllegalArgumentException(
          "log_mel: expected the rate of sound, %d Hz, found %d Hz"
              .formatted(sound.sampleRateHz(), logMel.sampleRateHz()));
    }
    if (!(std > 0 && Double.isFinite(std) && Double.isFinite(mean))) {
      throw new IllegalArgumentException(
          "std: expected a positive number and a finite mean, found " + std + " and " + mean);
    }
    new MelFilterBank(logMel);
  }

  /** {@link LogMel#speech}, normalised per clip. */
  public static AudioPreprocessing speech(int sampleRateHz) {
    return new AudioPreprocessing(
        SoundPreparation.of(sampleRateHz), LogMel.speech(sampleRateHz), true, 0, 1);
  }

  /** The sound at the spectrogram's rate, trimmed and of equal loudness where that is asked for. */
  public Waveform prepare(Waveform clip) {
    return sound.apply(clip);
  }

  /**
   * Takes and normalises spectrograms. Holds the transform's tables: make one and share it between
   * threads.
   */
  public Extractor extractor() {
    return new Extractor(this, new LogMelExtractor(logMel));
  }

  /**
   * The spectrograms of a preprocessing.
   *
   * @param preprocessing its settings
   * @param logMels made for them
   */
  public record Extractor(AudioPreprocessing preprocessing, LogMelExtractor logMels) {

    /** A prepared sound's spectrogram, not normalised: [frames, bands]. */
    public SpectrogramWritable logMel(Waveform prepared) {
      return logMels.apply(prepared);
    }

    /** What a tower reads of a sound: prepared, taken, normalised. */
    public SpectrogramWritable apply(Waveform clip) {
      return preprocessing.normalise(logMel(preprocessing.prepare(clip)));
    }
  }

  /**
   * The spectrogram with the values that a tower reads.
   *
   * @throws IllegalArgumentException if a value is not finite, as of samples near float's largest
   */
  public SpectrogramWritable normalise(SpectrogramWritable spectrogram) {
    requireFinite(spectrogram);
    float[] values = spectrogram.values();
    double middle = normalisePerClip ? average(values, 0, false) : mean;
    double spread =
        normalisePerClip
            ? Math.max(LEAST_DEVIATION, Math.sqrt(average(values, middle, true)))
            : std;
    float[] normalised = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      normalised[i] = (float) ((values[i] - middle) / spread);
    }
    return new SpectrogramWritable(normalised, spectrogram.frames(), spectrogram.bands());
  }

  private static void requireFinite(SpectrogramWritable spectrogram) {
    float[] values = spectrogram.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "log_mel: expected finite values, found %s in frame %d"
                .formatted(values[i], i / spectrogram.bands()));
      }
    }
  }

  private static double average(float[] values, double middle, boolean squared) {
    double sum = 0;
    for (float value : values) {
      double difference = value - middle;
      sum += squared ? difference * difference : difference;
    }
    return sum / values.length;
  }

  /**
   * Writes {@value #FILE}.
   *
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  public void save(Path directory) {
    ConfigRecord.write(directory.resolve(FILE), this);
  }

  /**
   * Reads {@value #FILE}.
   *
   * @throws IllegalArgumentException in one line, with file and key, if it is missing or wrong
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public static AudioPreprocessing load(Path directory) {
    return ConfigRecord.read(directory.resolve(FILE), AudioPreprocessing.class);
  }
}

package dev.attune.experiments.modality;

import dev.attune.audio.decoding.AudioDecoder;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.audio.SpectrogramWritable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Sounds by file, decoded, resampled and prepared as the encoder's settings say, kept until a
 * budget is full: small data sets are decoded once. Safe for any number of threads.
 */
public final class SoundCache implements Function<Path, Waveform> {
  private final AudioDecoder decoder = new AudioDecoder();
  private final AudioPreprocessing preprocessing;
  private final AudioPreprocessing.Extractor extractor;
  private final long budget;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<Path, Waveform> kept = new ConcurrentHashMap<>();
  private final Map<Path, SpectrogramWritable> logMels = new ConcurrentHashMap<>();

  /** An empty cache. */
  public SoundCache(AudioPreprocessing preprocessing, long budgetBytes) {
    this.preprocessing = preprocessing;
    this.extractor = preprocessing.extractor();
    this.budget = budgetBytes;
  }

  /** The prepared sound of a file. */
  @Override
  public Waveform apply(Path file) {
    Waveform known = kept.get(file);
    if (known != null) {
      return known;
    }
    Waveform sound = preprocessing.prepare(decoder.decode(file));
    if (fits((long) Float.BYTES * sound.samples().length)) {
      kept.put(file, sound);
    }
    return sound;
  }

  /** The log-mel spectrogram of a file, not normalised. */
  public SpectrogramWritable logMel(Path file) {
    SpectrogramWritable known = logMels.get(file);
    if (known != null) {
      return known;
    }
    SpectrogramWritable logMel = extractor.logMel(apply(file));
    if (fits((long) Float.BYTES * logMel.values().length)) {
      logMels.put(file, logMel);
    }
    return logMel;
  }

  /** Takes and normalises spectrograms as the encoder's settings say. */
  public AudioPreprocessing.Extractor extractor() {
    return extractor;
  }

  /** Why a file cannot be used, if it cannot: it does not decode, or there is nothing to hear. */
  public Optional<String> problem(Path file) {
    return new SoundCheck(this).problem(file);
  }

  private boolean fits(long size) {
    if (bytes.addAndGet(size) <= budget) {
      return true;
    }
    bytes.addAndGet(-size);
    return false;
  }
}

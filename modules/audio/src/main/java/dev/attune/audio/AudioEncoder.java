package dev.attune.audio;

import dev.attune.audio.decoding.AudioDecoder;
import dev.attune.audio.encoder.AudioInputs;
import dev.attune.audio.encoder.AudioTower;
import dev.attune.audio.encoder.ConvolutionTransformer;
import dev.attune.audio.encoder.SpectrogramNetwork;
import dev.attune.audio.encoder.SpectrogramTransformer;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.LengthBuckets;
import dev.attune.engine.encoder.Preparation;
import dev.attune.engine.encoder.TowerFiles;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Sounds to vectors: a tower, its weights and the preprocessing that it was trained for. Vectors
 * have unit length if the tower is projected into a shared space ({@link ProjectedEncoder}), and
 * are as the tower gives them otherwise.
 *
 * <p>Owns off-heap memory. For one thread at a time; decoding and preprocessing run ahead on
 * threads of their own.
 */
public final class AudioEncoder implements AutoCloseable {
  private static final TowerFiles FILES =
      new TowerFiles(
          ConvolutionTransformer.class, SpectrogramTransformer.class, SpectrogramNetwork.class);

  /** Large enough for fast products, small enough that a few clips do not wait for padding. */
  public static final int ROWS = 16;

  /** The shortest length worth a program of its own: a third of a second at 100 frames. */
  private static final int SHORTEST_STEPS = 4;

  /** Clips whose spectrograms are held at a time, so that any number fits the memory. */
  private static final int CHUNK = 512;

  private final AudioPreprocessing preprocessing;
  private final AudioPreprocessing.Extractor extractor;
  private final LengthBuckets<SpectrogramWritable> buckets;
  private final AudioDecoder decoder = new AudioDecoder();

  /** On the executor that suits the machine best, in batches of {@value #ROWS}. */
  public AudioEncoder(
      Encoder tower, AudioPreprocessing preprocessing, Map<String, Tensor> weights) {
    this(tower, preprocessing, weights, AvailableExecutors.auto(), ROWS);
  }

  /**
   * Compiles a tower.
   *
   * @param tower such as a {@link ConvolutionTransformer}, or one projected
   * @param preprocessing gives the tower's bands
   * @param weights by parameter name; more than the tower has is no error
   * @param executor what runs it
   * @param rows clips a batch; fewer are padded to as many
   * @throws IllegalArgumentException if a weight is missing or has another shape, or the
   *     preprocessing gives other bands than the tower reads
   */
  public AudioEncoder(
      Encoder tower,
      AudioPreprocessing preprocessing,
      Map<String, Tensor> weights,
      Executor executor,
      int rows) {
    requireBands(tower, preprocessing);
    this.preprocessing = preprocessing;
    this.extractor = preprocessing.extractor();
    this.buckets = new LengthBuckets<>(tower, lengths(tower), weights, executor, rows);
  }

  private static AudioTower inner(Encoder tower) {
    Encoder inner = tower instanceof ProjectedEncoder projected ? projected.encoder() : tower;
    if (inner instanceof AudioTower audio) {
      return audio;
    }
    throw new IllegalArgumentException("expected a tower over log_mel, found " + tower);
  }

  private static LengthBuckets.Lengths<SpectrogramWritable> lengths(Encoder tower) {
    AudioTower inner = inner(tower);
    int step = inner.framesAStep();
    return new LengthBuckets.Lengths<>(
        SHORTEST_STEPS * step,
        inner.frames(),
        inner::withFrames,
        step,
        SpectrogramWritable::frames,
        AudioInputs::of);
  }

  private static void requireBands(Encoder tower, AudioPreprocessing preprocessing) {
    int expected = inner(tower).bands();
    int found = preprocessing.logMel().bands();
    if (expected != found) {
      throw new IllegalArgumentException(
          "preprocessing gives %d bands, the tower reads %d".formatted(found, expected));
    }
  }

  /** With first weights drawn from a seed. */
  public static AudioEncoder untrained(Encoder tower, AudioPreprocessing preprocessing, long seed) {
    return new AudioEncoder(tower, preprocessing, TowerWeights.initial(tower, seed));
  }

  /**
   * Reads what {@link #save} wrote, such as {@code encoders/audio} of a run.
   *
   * @throws IllegalArgumentException in one line that names the file, what was expected and what
   *     was found, if a file is missing or wrong
   * @throws UncheckedIOException if the disk fails
   */
  public static AudioEncoder load(Path directory) {
    return load(directory, AvailableExecutors.auto(), ROWS);
  }

  /** {@link #load(Path)} on an executor and in batches of one's own choice. */
  public static AudioEncoder load(Path directory, Executor executor, int rows) {
    Encoder tower = FILES.readTower(directory);
    AudioPreprocessing preprocessing = AudioPreprocessing.load(directory);
    try {
      requireBands(tower, preprocessing);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          directory.resolve(AudioPreprocessing.FILE) + ": " + e.getMessage(), e);
    }
    Map<String, Tensor> weights = FILES.readWeights(directory, tower);
    return new AudioEncoder(tower, preprocessing, weights, executor, rows);
  }

  /**
   * Writes all that {@link #load} needs: {@code model.safetensors}, {@code config.json} and {@code
   * preprocess.json}.
   *
   * @param directory made if it is not there
   * @param tower one of {@code dev.attune.audio.encoder}, or such a one projected
   * @param weights those of the tower and any others, which are left out
   * @throws IllegalArgumentException if a weight is missing, or the tower is none of these
   * @throws UncheckedIOException if the disk refuses
   */
  public static void save(
      Path directory,
      Encoder tower,
      AudioPreprocessing preprocessing,
      Map<String, Tensor> weights) {
    requireBands(tower, preprocessing);
    FILES.write(directory, tower, weights, preprocessing::save);
  }

  /** Width of the vectors. */
  public int width() {
    return buckets.width();
  }

  /** What sounds go through. */
  public AudioPreprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * A vector for each sound, [sounds, width]. What lies beyond the tower's longest row is cut.
   *
   * @param sounds any number, of any length and rate; the vector of one does not depend on the
   *     others
   * @throws IllegalArgumentException if a sound is too short for one frame with snipped edges
   */
  public float[][] embed(List<Waveform> sounds) {
    return embed(sounds, extractor::apply);
  }

  /**
   * A vector for each file, [files, width]. Files are decoded on threads of their own.
   *
   * @throws dev.attune.audio.decoding.UnreadableAudioException for the first file, in their order,
   *     that is missing, no sound, broken or too long
   * @throws IllegalArgumentException in one line with the file, if a sound is too short for one
   *     frame with snipped edges
   */
  public float[][] embedFiles(List<Path> files) {
    return embed(files, this::prepared);
  }

  private SpectrogramWritable prepared(Path file) {
    Waveform sound = decoder.decode(file);
    try {
      return extractor.apply(sound);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * A vector for each spectrogram, [spectrograms, width].
   *
   * @param logMels normalised, as {@link AudioPreprocessing.Extractor#apply} gives them
   */
  public float[][] embedLogMels(List<SpectrogramWritable> logMels) {
    return buckets.embed(logMels);
  }

  private <T> float[][] embed(List<T> items, Function<T, SpectrogramWritable> prepare) {
    float[][] vectors = new float[items.size()][];
    try (Preparation<T, SpectrogramWritable> prepared =
        new Preparation<>(items, prepare, 2 * buckets.rows())) {
      for (int from = 0; from < vectors.length; from += CHUNK) {
        int count = Math.min(CHUNK, vectors.length - from);
        List<SpectrogramWritable> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          some.add(prepared.next());
        }
        float[][] part = buckets.embed(some);
        System.arraycopy(part, 0, vectors, from, count);
      }
    }
    return vectors;
  }

  @Override
  public void close() {
    buckets.close();
  }
}

package dev.attune.audio.encoder;

import static dev.attune.audio.encoder.TowerComparison.distance;
import static dev.attune.audio.encoder.TowerComparison.fitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the audio towers from which patches can be hidden. */
class HiddenPatchesTest {
  private static final int BANDS = 8;
  private static final int FRAMES = 32;

  /** The last patch of the second clip is padding in part, whatever the step. */
  private static final int[] CLIPS = {FRAMES, 11};

  static Stream<AudioTower> towers() {
    return Stream.of(
        new ConvolutionTransformer(FRAMES, BANDS, 2, 3, 12, 2, 2, 0, 0),
        new ConvolutionTransformer(FRAMES, BANDS, 3, 5, 12, 1, 3, 0, 0),
        new SpectrogramTransformer(FRAMES, BANDS, 4, 2, 12, 2, 2, 0, 0),
        new SpectrogramTransformer(FRAMES, BANDS, 8, 8, 12, 1, 3, 0, 0));
  }

  static Stream<Arguments> towersOnExecutors() {
    return Stream.of("cpu", "nd4j")
        .flatMap(executor -> towers().map(tower -> Arguments.of(executor, tower)));
  }

  private static PatchEncoder cut(AudioTower tower) {
    return (PatchEncoder) tower;
  }

  private static SpectrogramWritable clip(long seed, int frames) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[frames * BANDS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new SpectrogramWritable(values, frames, BANDS);
  }

  private static Batch clips(AudioTower tower) {
    List<SpectrogramWritable> clips =
        IntStream.of(CLIPS).mapToObj(frames -> clip(frames, frames)).toList();
    return AudioInputs.of(tower, clips, CLIPS.length);
  }

  /** Far from their small first values, so that attention tells patches apart. */
  private static Map<String, Tensor> weights(AudioTower tower) {
    Map<String, Tensor> weights = new TreeMap<>(TowerWeights.initial(tower, 3));
    SplittableRandom random = new SplittableRandom(5);
    weights.replaceAll(
        (name, tensor) -> {
          float[] values = tensor.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.3 * random.nextGaussian());
          }
          return new Tensor(tensor.shape(), values);
        });
    return weights;
  }

  private static int patchesIn(AudioTower tower, int frames) {
    int steps = (frames + tower.framesAStep() - 1) / tower.framesAStep();
    return steps * cut(tower).patchesAStep();
  }

  private static boolean hidden(int patch) {
    return patch % 3 == 1;
  }

  /** Marks of the patches of {@link #CLIPS}: some of them, or all. */
  private static float[] seen(AudioTower tower, boolean all) {
    int patches = cut(tower).length();
    float[] seen = new float[CLIPS.length * patches];
    for (int row = 0; row < CLIPS.length; row++) {
      for (int patch = 0; patch < patchesIn(tower, CLIPS[row]); patch++) {
        seen[row * patches + patch] = all || !hidden(patch) ? 1 : 0;
      }
    }
    return seen;
  }

  /** The batch with {@code value} in all of a patch of the first clip. */
  private static Batch filled(AudioTower tower, Batch batch, int patch, float value) {
    Map<String, float[]> floats = new HashMap<>(batch.floats());
    float[] logMel = floats.get("audio.log_mel").clone();
    int heights = cut(tower).patchesAStep();
    int height = BANDS / heights;
    for (int frame = 0; frame < tower.framesAStep(); frame++) {
      int from = (patch / heights * tower.framesAStep() + frame) * BANDS + patch % heights * height;
      Arrays.fill(logMel, from, from + height, value);
    }
    floats.put("audio.log_mel", logMel);
    return new Batch(batch.rows(), floats, Map.of());
  }

  private static Map<String, Tensor> run(
      String executor, AudioTower tower, Map<String, Tensor> weights, Batch batch, float[] marks) {
    PatchEncoder encoder = cut(tower);
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Map<String, Value> inputs = graph.at("audio").inputs(encoder.inputs(batch.rows()));
    Value seen = graph.input("seen", batch.rows(), encoder.length());
    EncodedSequence hiding = encoder.read(graph, inputs, seen);
    Map<String, Value> outputs =
        Map.of(
            "hiding", hiding.steps(),
            "pooled", hiding.pooled(),
            "sequence", encoder.read(graph, inputs).steps(),
            "encoded", encoder.encode(graph, inputs),
            "steps", encoder.marks(inputs),
            "patches", encoder.patches(inputs));
    Map<String, float[]> floats = new HashMap<>(batch.floats());
    floats.put("seen", marks);
    try (InferenceSession session =
        AvailableExecutors.open(executor).infer(graph, outputs, weights)) {
      return session.run(new Batch(batch.rows(), floats, Map.of()));
    }
  }

  private static float[] vector(Tensor sequence, int row, int patch) {
    int patches = (int) sequence.shape()[1];
    int width = (int) sequence.shape()[2];
    int from = (row * patches + patch) * width;
    return Arrays.copyOfRange(sequence.values(), from, from + width);
  }

  private static void seenAreWithin(
      double tolerance, AudioTower tower, Tensor expected, Tensor found) {
    for (int row = 0; row < CLIPS.length; row++) {
      for (int patch = 0; patch < patchesIn(tower, CLIPS[row]); patch++) {
        if (!hidden(patch)) {
          assertThat(distance(vector(expected, row, patch), vector(found, row, patch)))
              .as("row %d, patch %d", row, patch)
              .isLessThan(tolerance);
        }
      }
    }
  }

  /** Time by time, band block by band block; within a patch frame by frame. */
  private static float[] slowPatches(AudioTower tower, float... logMel) {
    int heights = cut(tower).patchesAStep();
    int height = BANDS / heights;
    float[] patches = new float[logMel.length];
    int next = 0;
    for (int row = 0; row < CLIPS.length; row++) {
      for (int time = 0; time < FRAMES; time += tower.framesAStep()) {
        for (int block = 0; block < heights; block++) {
          for (int frame = time; frame < time + tower.framesAStep(); frame++) {
            for (int band = block * height; band < (block + 1) * height; band++) {
              patches[next++] = logMel[(row * FRAMES + frame) * BANDS + band];
            }
          }
        }
      }
    }
    return patches;
  }

  @ParameterizedTest
  @MethodSource("towersOnExecutors")
  void patchesStandTimeByTimeAndBandByBand(String executor, AudioTower tower) {
    Batch batch = clips(tower);
    Tensor found = run(executor, tower, weights(tower), batch, seen(tower, true)).get("patches");

    assertThat(found.values())
        .containsExactly(slowPatches(tower, batch.floats().get("audio.log_mel")));
    assertThat(found.shape())
        .containsExactly(CLIPS.length, cut(tower).length(), cut(tower).patchElements());
  }

  @ParameterizedTest
  @MethodSource("towers")
  void aPatchIsAStepOfAllBandsOrAnAreaOfSome(AudioTower tower) {
    int patchBands = tower instanceof SpectrogramTransformer areas ? areas.patchBands() : BANDS;

    assertThat(cut(tower).patchesAStep()).isEqualTo(BANDS / patchBands);
    assertThat(cut(tower).patchElements()).isEqualTo(tower.framesAStep() * patchBands);
    assertThat(cut(tower).length() * cut(tower).patchElements()).isEqualTo(FRAMES * BANDS);
  }

  @ParameterizedTest
  @MethodSource("towersOnExecutors")
  void whatStandsInAHiddenPatchChangesNoOther(String executor, AudioTower tower) {
    Map<String, Tensor> weights = weights(tower);
    float[] seen = seen(tower, false);
    Batch batch = clips(tower);
    Batch other = batch;
    for (int patch = 0; patch < cut(tower).length(); patch++) {
      other = hidden(patch) ? filled(tower, other, patch, 77 + patch) : other;
    }
    Map<String, Tensor> expected = run(executor, tower, weights, batch, seen);
    Map<String, Tensor> found = run(executor, tower, weights, other, seen);

    seenAreWithin(1e-6, tower, expected.get("hiding"), found.get("hiding"));
    assertThat(
            distance(vector(expected.get("sequence"), 0, 0), vector(found.get("sequence"), 0, 0)))
        .isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("towersOnExecutors")
  void whatStandsInASeenPatchChangesTheOthersOfItsRowAlone(String executor, AudioTower tower) {
    Map<String, Tensor> weights = weights(tower);
    float[] seen = seen(tower, false);
    Batch batch = clips(tower);
    Tensor expected = run(executor, tower, weights, batch, seen).get("hiding");
    Batch other = filled(tower, batch, 2, 3);
    Tensor found = run(executor, tower, weights, other, seen).get("hiding");

    for (int patch : new int[] {0, 3}) {
      assertThat(distance(vector(expected, 0, patch), vector(found, 0, patch)))
          .as("patch %d", patch)
          .isGreaterThan(1e-4);
    }
    assertThat(distance(vector(expected, 1, 0), vector(found, 1, 0))).isLessThan(1e-6);
  }

  @ParameterizedTest
  @MethodSource("towersOnExecutors")
  void withEverythingSeenItIsTheWholeSequence(String executor, AudioTower tower) {
    float[] seen = seen(tower, true);
    Map<String, Tensor> results = run(executor, tower, weights(tower), clips(tower), seen);

    assertThat(results.get("steps").values()).containsExactly(seen);
    assertThat(results.get("hiding").values()).containsExactly(results.get("sequence").values());
    assertThat(results.get("pooled").values()).containsExactly(results.get("encoded").values());
  }

  @ParameterizedTest
  @MethodSource("towersOnExecutors")
  void morePaddingChangesNoSeenPatch(String executor, AudioTower tower) {
    AudioTower longer = tower.withFrames(2 * FRAMES);
    Map<String, Tensor> weights = weights(longer);
    Tensor expected =
        run(executor, tower, fitted(tower, weights), clips(tower), seen(tower, false))
            .get("hiding");
    Tensor found = run(executor, longer, weights, clips(longer), seen(longer, false)).get("hiding");

    seenAreWithin(1e-5, tower, expected, found);
  }
}

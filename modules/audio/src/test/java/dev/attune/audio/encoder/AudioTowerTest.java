package dev.attune.audio.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.plan.Coverage;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Planner;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.TowerGradients;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What holds for every audio tower. */
class AudioTowerTest {
  private static final int BANDS = 8;

  static Stream<AudioTower> towers() {
    return Stream.of(
        new ConvolutionTransformer(32, BANDS, 2, 3, 12, 2, 2, 0, 0),
        new ConvolutionTransformer(32, BANDS, 3, 5, 12, 1, 3, 0, 0),
        new SpectrogramTransformer(32, BANDS, 4, 2, 12, 2, 2, 0, 0),
        new SpectrogramNetwork(32, BANDS, List.of(6, 12)));
  }

  private static SpectrogramWritable clip(long seed, int frames) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[frames * BANDS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new SpectrogramWritable(values, frames, BANDS);
  }

  /** The weights of a tower with the first positions alone. */
  private static Map<String, Tensor> fitted(AudioTower tower, Map<String, Tensor> weights) {
    Map<String, Tensor> fitted = new HashMap<>(weights);
    int count = tower.frames() / tower.framesAStep();
    fitted.computeIfPresent(
        "audio.positions",
        (name, all) -> {
          int width = (int) all.shape()[1];
          return new Tensor(new long[] {count, width}, Arrays.copyOf(all.values(), count * width));
        });
    return fitted;
  }

  private static float[][] embed(
      String executor, AudioTower tower, Map<String, Tensor> weights, Batch batch, int rows) {
    try (EmbeddingSession session =
        new EmbeddingSession(
            tower, fitted(tower, weights), AvailableExecutors.open(executor), rows)) {
      return session.embed(rows, (from, to) -> batch);
    }
  }

  /** Statistics as a run leaves them, so that zeros do not stay zeros. */
  private static Map<String, Tensor> weights(AudioTower tower) {
    Map<String, Tensor> weights = new HashMap<>(TowerWeights.initial(tower, 3));
    SplittableRandom random = new SplittableRandom(5);
    weights.replaceAll(
        (name, tensor) -> {
          float[] values = tensor.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.2 + 0.1 * random.nextDouble());
          }
          return new Tensor(tensor.shape(), values);
        });
    return weights;
  }

  @ParameterizedTest
  @MethodSource("towers")
  void paddingNeverChangesAVector(AudioTower tower) {
    for (String executor : List.of("cpu", "nd4j")) {
      for (int frames : new int[] {1, 5, 7, 8, 13, 16}) {
        SpectrogramWritable clip = clip(frames, frames);
        AudioTower shorter = tower.withFrames(16);
        AudioTower longer = tower.withFrames(64);
        Map<String, Tensor> most = weights(longer);
        float[] alone =
            embed(executor, shorter, most, AudioInputs.of(shorter, List.of(clip), 1), 1)[0];
        List<SpectrogramWritable> beside = List.of(clip(90, 32), clip, clip(91, 3));
        float[] among = embed(executor, tower, most, AudioInputs.of(tower, beside, 3), 3)[1];
        float[] padded =
            embed(executor, longer, most, AudioInputs.of(longer, List.of(clip), 2), 2)[0];

        assertThat(distance(alone, among)).as("%s, %d frames", executor, frames).isLessThan(1e-5);
        assertThat(distance(alone, padded)).as("%s, %d frames", executor, frames).isLessThan(1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("towers")
  void whatStandsUnderThePaddingIsNeverRead(AudioTower tower) {
    Map<String, Tensor> weights = weights(tower);
    Batch clean = AudioInputs.of(tower, List.of(clip(1, 11), clip(2, 20)), 2);
    Map<String, float[]> floats = new HashMap<>(clean.floats());
    float[] dirty = floats.get("audio.log_mel").clone();
    Arrays.fill(dirty, 11 * BANDS, 32 * BANDS, 77);
    floats.put("audio.log_mel", dirty);

    float[][] expected = embed("cpu", tower, weights, clean, 2);
    float[][] found = embed("cpu", tower, weights, new Batch(2, floats, Map.of()), 2);

    assertThat(found).isDeepEqualTo(expected);
    assertThat(distance(expected[0], expected[1])).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("towers")
  void rowsOfNothingButPaddingAreFinite(AudioTower tower) {
    Batch one = AudioInputs.of(tower, List.of(clip(1, 9)), 3);
    for (float[] row : embed("cpu", tower, weights(tower), one, 3)) {
      for (float value : row) {
        assertThat(value).isFinite();
      }
    }
  }

  /** Everything large runs on kernels of the cpu executor, forward and backward. */
  @ParameterizedTest
  @MethodSource("towers")
  void noConvolutionOrProductIsLeftToStockOperations(AudioTower tower) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value embedding = tower.encode(graph, graph.at("audio").inputs(tower.inputs(2)));
    Value loss = Reductions.mean(Arithmetic.square(embedding), false);
    Collection<Value> parameters = graph.parameterValues().values();
    Plan plan =
        Planner.plan(
            ProgramCompiler.training(graph, loss, Map.of(), parameters), Coverage.all());
    System.out.println(tower + " " + plan.stock());
    assertThat(plan.stock().keySet()).isSubsetOf("reduce_sum", "reduce_mean", "reduce_max");
  }

  private static double distance(float[] left, float[] right) {
    double sum = 0;
    double norm = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.pow(left[i] - right[i], 2);
      norm += Math.pow(left[i], 2);
    }
    assertThat(norm).isPositive();
    return Math.sqrt(sum / norm);
  }

  static Stream<Arguments> smallTowers() {
    // Linear map, two tables; two norms and six linear maps a block, the last norm. A stem's layer
    // has weight and bias; a stage a weight and its norm's gain and offset.
    int block = 2 * 2 + 6 * 2;
    return Stream.of(
        Arguments.of(
            new ConvolutionTransformer(8, 4, 2, 3, 6, 1, 3, 0.2, 0.3), 2 * 2 + 1 + block + 2),
        Arguments.of(
            new SpectrogramTransformer(8, 4, 2, 2, 6, 1, 3, 0.2, 0.3), 2 + 2 + block + 2),
        Arguments.of(new SpectrogramNetwork(8, 4, List.of(3, 5)), 2 * 3));
  }

  /** A clip of three frames and one of six; a constant, for finite differences know no 1e9. */
  private static Map<String, Value> inputs(Graph graph, AudioTower tower) {
    double[][] mask = {{1, 1, 1, 0, 0, 0, 0, 0}, {1, 1, 1, 1, 1, 1, 0, 0}};
    return Map.of(
        AudioTower.LOG_MEL, graph.at("audio").input(tower.inputs(2).get(0)),
        AudioTower.MASK, graph.constant(Nd4j.createFromArray(mask)));
  }

  @ParameterizedTest
  @MethodSource("smallTowers")
  void gradientsEqualFiniteDifferencesAndVanishUnderThePadding(AudioTower tower, int parameters) {
    Graph graph = GradientCheck.graph();
    Value embedding = tower.encode(graph, inputs(graph, tower));
    GradientCheck check = GradientCheck.of(graph, 4);
    for (Parameter parameter : graph.parameters().values()) {
      // Weights as in a trained tower: at their small first values most gradients are near zero.
      check.map(parameter.name(), value -> value * 3 + 0.1);
    }
    assertThat(embedding.hasShape(2, tower.width())).isTrue();
    assertThat(TowerGradients.compare(graph, check, embedding)).isEqualTo(parameters);
    assertThat(check.passesFor(embedding, List.of("audio.log_mel"))).isEqualTo(1);

    INDArray weights = check.normal(embedding.shape());
    INDArray gradient = check.derived(embedding, weights).get("audio.log_mel");
    for (int band = 0; band < 4; band++) {
      for (int frame = 0; frame < 8; frame++) {
        boolean padded = frame >= 3;
        assertThat(gradient.getDouble(0, frame, band) == 0).isEqualTo(padded);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"tiny,1603200", "small,5010944"})
  void presetsHaveTheirNumberOfParameters(String preset, long expected) {
    assertThat(parameters(ConvolutionTransformer.preset(preset))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"tiny,2724480", "small,6391808", "s16,21420672"})
  void spectrogramPresetsHaveTheirNumberOfParameters(String preset, long expected) {
    assertThat(parameters(SpectrogramTransformer.preset(preset))).isEqualTo(expected);
  }

  @Test
  void theNetworksPresetHasItsNumberOfParameters() {
    assertThat(parameters(SpectrogramNetwork.preset("tiny_conv"))).isEqualTo(314_464);
  }

  private static long parameters(AudioTower tower) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    tower.encode(graph, graph.at("audio").inputs(tower.inputs(2)));
    return graph.parameters().values().stream().mapToLong(Parameter::length).sum();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConvolutionTransformer(20, 8, 3, 3, 12, 1, 2, 0, 0))
        .withMessage("frames: expected a multiple of 8, found 20");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConvolutionTransformer(16, 8, 3, 4, 12, 1, 2, 0, 0))
        .withMessage("kernel: expected an odd number, found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpectrogramTransformer(16, 8, 5, 2, 12, 1, 2, 0, 0))
        .withMessage("patch_frames: expected a divisor of the frames 16, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpectrogramNetwork(16, 6, List.of(4, 4)))
        .withMessage("frames: expected frames and bands that are multiples of 4, found 16 and 6");
    for (Runnable preset :
        List.<Runnable>of(
            () -> ConvolutionTransformer.preset("huge"),
            () -> SpectrogramTransformer.preset("huge"),
            () -> SpectrogramNetwork.preset("huge"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(preset::run)
          .withMessageMatching("preset: expected .*, found \"huge\"");
    }
  }
}

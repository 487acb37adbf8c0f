package dev.attune.audio.encoder;

import static dev.attune.audio.encoder.TowerComparison.distance;
import static dev.attune.audio.encoder.TowerComparison.fitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.EmbeddingSession;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.plan.Coverage;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Planner;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.GradientCheck;
import dev.attune.graph.Graph;
import dev.attune.graph.Parameter;
import dev.attune.graph.TowerGradients;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

  private static float[][] embed(
      String executor, AudioTower tower, Map<String, Tensor> weights, Batch batch) {
    try (EmbeddingSession session =
        new EmbeddingSession(
            tower, fitted(tower, weights), AvailableExecutors.open(executor), batch.rows())) {
      return session.embed(batch.rows(), (from, to) -> batch);
    }
  }

  private static float[][] embed(
      String executor, AudioTower tower, List<SpectrogramWritable> clips, int rows) {
    Map<String, Tensor> weights = fitted(tower, weights(tower.withFrames(64)));
    try (EmbeddingSession session =
        new EmbeddingSession(tower, weights, AvailableExecutors.open(executor), rows)) {
      return session.embed(
          clips.size(), (from, to) -> AudioInputs.of(tower, clips.subList(from, to), rows));
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
    List<SpectrogramWritable> clips =
        IntStream.of(1, 5, 7, 8, 13, 16).mapToObj(frames -> clip(frames, frames)).toList();
    List<SpectrogramWritable> others = new ArrayList<>(List.of(clip(90, 32), clip(91, 3)));
    others.addAll(clips);
    for (String executor : List.of("cpu", "nd4j")) {
      float[][] alone = embed(executor, tower.withFrames(16), clips, 1);
      float[][] among = embed(executor, tower, others, 5);
      float[][] padded = embed(executor, tower.withFrames(64), clips, 2);
      for (int i = 0; i < alone.length; i++) {
        String which = executor + ", " + clips.get(i).frames() + " frames";
        assertThat(distance(alone[i], among[i + 2])).as(which).isLessThan(1e-5);
        assertThat(distance(alone[i], padded[i])).as(which).isLessThan(1e-5);
      }
      assertThat(distance(alone[0], alone[1])).isGreaterThan(1e-3);
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

    float[][] expected = embed("cpu", tower, weights, clean);
    float[][] found = embed("cpu", tower, weights, new Batch(2, floats, Map.of()));

    assertThat(found).isDeepEqualTo(expected);
    assertThat(distance(expected[0], expected[1])).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("towers")
  void rowsOfNothingButPaddingAreFinite(AudioTower tower) {
    Batch one = AudioInputs.of(tower, List.of(clip(1, 9)), 3);
    for (float[] row : embed("cpu", tower, weights(tower), one)) {
      for (float value : row) {
        assertThat(value).isFinite();
      }
    }
  }

  static Stream<AudioTower> presets() {
    return Stream.of(
        ConvolutionTransformer.preset("tiny"),
        SpectrogramTransformer.preset("tiny"),
        SpectrogramNetwork.preset("tiny_conv"));
  }

  /** What no kernel of the cpu executor covers are masks and tables of positions. */
  @ParameterizedTest
  @MethodSource("presets")
  void allThatIsLargeRunsOnKernelsForwardAndBackward(AudioTower tower) {
    int rows = 16;
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value embedding = tower.encode(graph, graph.at("audio").inputs(tower.inputs(rows)));
    Value loss = Reductions.mean(Arithmetic.square(embedding), false);
    Collection<Value> parameters = graph.parameterValues().values();
    Program program = ProgramCompiler.training(graph, loss, Map.of(), parameters);
    List<Step> stock =
        Planner.plan(program, Coverage.all()).steps().stream()
            .filter(step -> step.kernel() instanceof Kernel.Stock)
            .toList();
    long most = (long) rows * tower.frames() * tower.bands() / 20;
    assertThat(stock)
        .isNotEmpty()
        .allMatch(
            step ->
                Stream.concat(step.inputs().stream(), step.outputs().stream())
                    .allMatch(operand -> operand.length() <= most));
  }

  static Stream<Arguments> smallTowers() {
    // Linear map, two tables; two norms and six linear maps a block, the last norm. A stem's layer
    // has weight and bias; a stage a weight and its norm's gain and offset.
    int block = 2 * 2 + 6 * 2;
    return Stream.of(
        Arguments.of(
            new ConvolutionTransformer(8, 4, 2, 3, 6, 1, 3, 0.2, 0.3), 2 * 2 + 1 + block + 2),
        Arguments.of(new SpectrogramTransformer(8, 4, 2, 2, 6, 1, 3, 0.2, 0.3), 2 + 2 + block + 2),
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

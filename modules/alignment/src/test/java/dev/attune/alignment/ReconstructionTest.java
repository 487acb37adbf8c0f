package dev.attune.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.FrozenFeatures;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TransformerBlock;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import dev.attune.objectives.ClipObjective;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReconstructionTest {
  private static final int ROWS = 12;
  private static final int FEATURES = 4;
  private static final int PATCHES = 3;
  private static final int ELEMENTS = 3;
  private static final String SEEN = "sound_reconstruction.seen";
  private static final String SHOWN = "sound_reconstruction.image.shown";
  private static final String ERROR = "sound_reconstruction.squared_error";
  private static final PatchDecoder DECODER = new PatchDecoder(8, 1, 2, 0);
  private static final AlignmentTraining SETTINGS =
      new AlignmentTraining(new SgdConfig(0.9, 1e-3), 1, 1, 7);

  /** Patches that follow each other in a row of features; a block, to look from one to another. */
  private record PatchTower(String name, int patches, int patchElements, int width)
      implements PatchEncoder {

    @Override
    public List<InputSpec> inputs(int rows) {
      return List.of(
          new InputSpec("features", false, rows, (long) patches * patchElements),
          new InputSpec("mask", false, rows, patches));
    }

    @Override
    public int patchesAStep() {
      return 1;
    }

    @Override
    public Value patches(Map<String, Value> inputs) {
      Value features = inputs.get("features");
      return Shaping.reshape(features, features.size(0), patches, patchElements);
    }

    @Override
    public int length() {
      return patches;
    }

    @Override
    public Value marks(Map<String, Value> inputs) {
      return inputs.get("mask");
    }

    @Override
    public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
      return read(graph, inputs, marks(inputs));
    }

    @Override
    public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
      Graph g = graph.at(name);
      Value marks = Shaping.reshape(seen, seen.size(0), patches, 1);
      Value read = Arithmetic.multiply(patches(inputs), marks);
      Value x = PositionEmbedding.standard().apply(g, Linear.of(width).apply(g.at("linear"), read));
      Value y = new TransformerBlock(1, 0, 0).apply(g.at("block"), x, AttentionMask.keys(seen));
      return new EncodedSequence(List.of(y), Pooling.maskedMean(y, seen));
    }
  }

  private static final PatchTower SOUND = new PatchTower("sound", PATCHES, ELEMENTS, 6);

  /** Its dropout draws nothing in inference, nor where the decoder is not shown it. */
  private static final Encoder IMAGE = new ToyTower("image", FEATURES, 16, false);

  private static Reconstruction reconstruction(double weight) {
    return new Reconstruction("sound", List.of("image"), weight, DECODER);
  }

  private static Alignment alignment(Encoder image, boolean partial, Reconstruction... losses) {
    PairLoss pair = new PairLoss("image", "sound", ClipObjective.defaults(), 0.1, partial);
    Map<String, Encoder> towers = Map.of("image", image, "sound", SOUND);
    return new Alignment(towers, 5, List.of(pair), Set.of(), List.of(losses));
  }

  private static Alignment alignment(double weight) {
    return alignment(IMAGE, false, reconstruction(weight));
  }

  /** All of these tests run on each executor where the pom starts them twice. */
  private static Executor executor() {
    return AvailableExecutors.open(System.getProperty("attune.test.executor", "cpu"));
  }

  private static float[] normal(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] ones(int length) {
    float[] values = new float[length];
    Arrays.fill(values, 1);
    return values;
  }

  /** The last patch of row 6 is padding, and hidden besides. */
  private static float[] mask() {
    float[] mask = ones(ROWS * PATCHES);
    mask[6 * PATCHES + 2] = 0;
    return mask;
  }

  /** Of four rows each hides another patch, and the last none; row 9 hides all. */
  private static float[] seen() {
    float[] seen = ones(ROWS * PATCHES);
    for (int row = 0; row < ROWS; row++) {
      for (int patch = 0; patch < PATCHES; patch++) {
        seen[row * PATCHES + patch] = row == 9 || patch == row % 4 ? 0 : 1;
      }
    }
    return seen;
  }

  private static int hidden(int row) {
    int hidden = 0;
    for (int i = row * PATCHES; i < (row + 1) * PATCHES; i++) {
      hidden += (int) (mask()[i] * (1 - seen()[i]));
    }
    return hidden;
  }

  private static Map<String, float[]> floats(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> floats = new LinkedHashMap<>();
    floats.put("image.features", normal(random, ROWS * FEATURES));
    floats.put("sound.features", normal(random, ROWS * PATCHES * ELEMENTS));
    floats.put("sound.mask", mask());
    floats.put("image-sound.positives", new float[ROWS * ROWS]);
    floats.put(SEEN, seen());
    floats.put(SHOWN, new float[ROWS]);
    return floats;
  }

  private static Map<String, Tensor> initial(Alignment alignment) {
    try (TrainingSession session = executor().train(alignment.training(ROWS, SETTINGS))) {
      return session.weights();
    }
  }

  /** Far from their small first values, so that what is attended to shows. */
  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new TreeMap<>(initial(alignment(1)));
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

  private static float[] errors(Map<String, Tensor> weights, int rows, Map<String, float[]> fed) {
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value error = alignment(1).reconstructionErrors(graph, reconstruction(1), rows);
    Batch batch = new Batch(rows, fed, Map.of()).only(graph.inputs().keySet());
    try (InferenceSession session = executor().infer(graph, Map.of("error", error), weights)) {
      return session.run(batch).get("error").values();
    }
  }

  @Test
  void onlyWhereItIsShownDoesTheOtherModalityMatter() {
    Map<String, Tensor> weights = weights();
    Map<String, float[]> one = floats(1);
    float[] shown = new float[ROWS];
    for (int row = 0; row < ROWS; row += 2) {
      shown[row] = 1;
    }
    one.put(SHOWN, shown);
    Map<String, float[]> other = new HashMap<>(one);
    other.put("image.features", floats(2).get("image.features"));
    float[] before = errors(weights, ROWS, one);
    float[] after = errors(weights, ROWS, other);

    for (int row = 0; row < ROWS; row++) {
      boolean matters = shown[row] == 1 && hidden(row) > 0;
      assertThat(Math.abs(before[row] - after[row]) > 1e-4).as("row %d", row).isEqualTo(matters);
      assertThat(before[row] == after[row]).as("row %d", row).isEqualTo(!matters);
    }
  }

  @Test
  void anotherModalityThatNoRowIsShownChangesNoError() {
    Map<String, Tensor> weights = weights();
    Map<String, float[]> other = new HashMap<>(floats(1));
    other.put("image.features", floats(2).get("image.features"));

    assertThat(errors(weights, ROWS, other)).containsExactly(errors(weights, ROWS, floats(1)));
  }

  @Test
  void aRowInWhichNothingIsHiddenHasNoError() {
    float[] errors = errors(weights(), ROWS, floats(1));
    for (int row = 0; row < ROWS; row++) {
      assertThat(errors[row]).as("row %d", row).isFinite();
      assertThat(errors[row] == 0).as("row %d", row).isEqualTo(hidden(row) == 0);
    }
    assertThat(List.of(hidden(3), hidden(6), hidden(9))).containsExactly(0, 0, PATCHES);
  }

  /** Rows weigh as much as they hide. */
  private static double slow(float... errors) {
    double sum = 0;
    int count = 0;
    for (int row = 0; row < ROWS; row++) {
      sum += errors[row] * hidden(row);
      count += hidden(row);
    }
    return sum / count;
  }

  private static StepResult firstStep(Alignment alignment, Map<String, Tensor> weights) {
    try (TrainingSession session = executor().train(alignment.training(ROWS, SETTINGS))) {
      session.load(weights);
      return session.step(List.of(new Batch(ROWS, floats(1), Map.of())), 0, 0.1);
    }
  }

  @Test
  void trainingReportsTheMeanOverAllHiddenPatches() {
    Map<String, Tensor> weights = weights();
    StepResult result = firstStep(alignment(1), weights);
    double expected = slow(errors(weights, ROWS, floats(1)));

    assertThat(result.reported()).containsKey(ERROR);
    assertThat(result.reported().get(ERROR)).isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void theLossHoldsTheErrorTimesItsWeight() {
    Map<String, Tensor> weights = weights();
    StepResult once = firstStep(alignment(0.5), weights);
    StepResult more = firstStep(alignment(2), weights);
    double error = once.reported().get(ERROR);

    assertThat(more.loss() - once.loss()).isCloseTo(1.5 * error, within(1e-5 * more.loss()));
  }

  private static final int COMPLETE = 8;

  /** The pair's loss leaves rows from {@value #COMPLETE} on out; they have nothing hidden. */
  private static Batch withOthers(long seed, int rows) {
    Map<String, float[]> floats = new HashMap<>(floats(seed));
    float[] seen = seen();
    Arrays.fill(seen, COMPLETE * PATCHES, ROWS * PATCHES, 1);
    floats.put(SEEN, seen);
    floats.put(SHOWN, ones(ROWS));
    float[] present = new float[ROWS];
    Arrays.fill(present, 0, COMPLETE, 1);
    floats.put("image-sound.present", present);
    floats.remove("image-sound.positives");
    Map<String, float[]> some =
        new HashMap<>(new Batch(ROWS, floats, Map.of()).slice(0, rows).floats());
    some.put("image-sound.positives", new float[rows * rows]);
    return new Batch(rows, some, Map.of());
  }

  private static Map<String, Tensor> trained(int rows) {
    Alignment alignment =
        alignment(new FrozenFeatures("image", FEATURES, 6), true, reconstruction(1));
    try (TrainingSession session = executor().train(alignment.training(rows, SETTINGS))) {
      for (int step = 0; step < 5; step++) {
        session.step(List.of(withOthers(step, rows)), step, 0.1);
      }
      return session.weights();
    }
  }

  @Test
  void rowsInWhichNothingIsHiddenTrainAsIfTheyWereNotThere() {
    Map<String, Tensor> expected = trained(COMPLETE);
    Map<String, Tensor> found = trained(ROWS);

    assertThat(found.keySet()).isEqualTo(expected.keySet());
    assertThat(expected).containsKeys("sound_reconstruction.hidden", "image.hidden.weight");
    expected.forEach((name, tensor) -> near(name, tensor, found.get(name)));
  }

  private static void near(String name, Tensor expected, Tensor found) {
    Nearness.near(name, expected, found, 1e-7);
  }

  private static final int BATCH = 32;
  private static final int TRAINED = 8;
  private static final int STEPS = 400;

  /** Only the image tells what the middle patch is; the others are noise of the same size. */
  private static Map<String, float[]> told(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] images = normal(random, BATCH * FEATURES);
    float[] sounds = normal(random, BATCH * PATCHES * ELEMENTS);
    float[] seen = ones(BATCH * PATCHES);
    for (int row = 0; row < BATCH; row++) {
      seen[row * PATCHES + 1] = 0;
      for (int k = 0; k < ELEMENTS; k++) {
        float sum = images[row * FEATURES + k] - images[row * FEATURES + k + 1];
        sounds[(row * PATCHES + 1) * ELEMENTS + k] = sum / (float) Math.sqrt(2);
      }
    }
    Map<String, float[]> floats = new HashMap<>();
    floats.put("image.features", images);
    floats.put("sound.features", sounds);
    floats.put("sound.mask", ones(BATCH * PATCHES));
    floats.put("image-sound.positives", new float[BATCH * BATCH]);
    floats.put(SEEN, seen);
    return floats;
  }

  private static Batch halfShown(int step) {
    Map<String, float[]> floats = told(step % TRAINED);
    float[] shown = new float[BATCH];
    SplittableRandom random = new SplittableRandom(1000 + step);
    for (int row = 0; row < BATCH; row++) {
      shown[row] = random.nextInt(2);
    }
    floats.put(SHOWN, shown);
    return new Batch(BATCH, floats, Map.of());
  }

  private static Map<String, Tensor> learnt() {
    AlignmentTraining adam = new AlignmentTraining(new AdamWConfig(0.9, 0.98, 1e-6, 0.01), 1, 1, 7);
    try (TrainingSession session = executor().train(alignment(1).training(BATCH, adam))) {
      for (int step = 0; step < STEPS; step++) {
        session.step(List.of(halfShown(step)), step, 1e-2);
      }
      return session.weights();
    }
  }

  private static double heldOut(Map<String, Tensor> weights, float[] shown) {
    double sum = 0;
    for (int seed = 100; seed < 104; seed++) {
      Map<String, float[]> floats = told(seed);
      floats.put(SHOWN, shown);
      for (float error : errors(weights, BATCH, floats)) {
        sum += error;
      }
    }
    return sum / (4 * BATCH);
  }

  @Test
  void whatOnlyTheOtherModalityTellsIsLearntFromIt() {
    Map<String, Tensor> weights = learnt();
    double with = heldOut(weights, ones(BATCH));
    double without = heldOut(weights, new float[BATCH]);

    assertThat(without).isBetween(0.8, 1.5);
    assertThat(with).isLessThan(0.5 * without);
  }

  @Test
  void theTargetIsATowerWithPatches() {
    Reconstruction ofImage = new Reconstruction("image", List.of("sound"), 1, DECODER);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alignment(IMAGE, false, ofImage))
        .withMessage(
            "target: expected a tower whose encoder cuts its input into patches,"
                + " found image with ToyTower");
  }

  @Test
  void theTargetIsNotGivenToItselfAndNoTowerIsGivenTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Reconstruction("sound", List.of("image", "sound"), 1, DECODER))
        .withMessage("given: expected distinct towers other than sound, found [image, sound]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Reconstruction("sound", List.of("image", "image"), 1, DECODER))
        .withMessage("given: expected distinct towers other than sound, found [image, image]");
  }

  @Test
  void unknownTowersAreNamed() {
    Reconstruction given = new Reconstruction("sound", List.of("text"), 1, DECODER);
    Reconstruction target = new Reconstruction("text", List.of("sound"), 1, DECODER);
    for (Reconstruction unknown : List.of(given, target)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> alignment(IMAGE, false, unknown))
          .withMessageMatching("expected one of the towers \\[\\w+, \\w+], found text");
    }
  }

  @Test
  void aTowerIsTheTargetOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alignment(IMAGE, false, reconstruction(1), reconstruction(2)))
        .withMessage("reconstructions: expected each target once, found sound again");
  }

  @Test
  void theWeightIsPositive() {
    Map<Double, String> refused =
        Map.of(0.0, "0.0", -1.0, "-1.0", Double.NaN, "NaN", Double.POSITIVE_INFINITY, "Infinity");
    refused.forEach(
        (weight, found) ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> reconstruction(weight))
                .withMessage("weight: expected a positive number, found " + found));
  }

  @Test
  void theDecoderRefusesWhatDoesNotFit() {
    Map<String, Runnable> refused =
        Map.of(
            "heads: expected a divisor of the width 8, found 3",
            () -> new PatchDecoder(8, 1, 3, 0),
            "heads: expected 1 to 8, found 9",
            () -> new PatchDecoder(8, 1, 9, 0),
            "width: expected 1 to 16384, found 0",
            () -> new PatchDecoder(0, 1, 1, 0),
            "depth: expected 1 to 256, found 0",
            () -> new PatchDecoder(8, 0, 2, 0),
            "dropout: expected at least 0 and less than 1, found 1.0",
            () -> new PatchDecoder(8, 1, 2, 1));
    refused.forEach(
        (message, decoder) ->
            assertThatIllegalArgumentException().isThrownBy(decoder::run).withMessage(message));
  }

  @Test
  void gradientCachingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alignment(1).cachedTraining(ROWS, 4, SETTINGS))
        .withMessage(
            "reconstructions: expected none with gradient caching, found sound_reconstruction");
  }
}

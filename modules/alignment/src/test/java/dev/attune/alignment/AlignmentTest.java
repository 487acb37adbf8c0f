package dev.attune.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.FrozenFeatures;
import dev.attune.objectives.ClipObjective;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlignmentTest {
  private static final int ROWS = 12;
  private static final AlignmentTraining SETTINGS =
      new AlignmentTraining(new SgdConfig(0.9, 1e-3), 1, 1, 7);

  private static Alignment alignment(boolean batchStatistics, String... locked) {
    Map<String, Encoder> towers =
        Map.of(
            "image", new ToyTower("image", 5, 7, batchStatistics),
            "text", new ToyTower("text", 3, 6, false));
    PairLoss pair = PairLoss.whole("image", "text", ClipObjective.defaults(), 1);
    return new Alignment(towers, 4, List.of(pair), Set.of(locked));
  }

  private static Batch batch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> floats = new LinkedHashMap<>();
    floats.put("image.features", normal(random, ROWS * 5));
    floats.put("text.features", normal(random, ROWS * 3));
    float[] positives = new float[ROWS * ROWS];
    positives[1] = 1;
    positives[ROWS] = 1;
    floats.put("image-text.positives", positives);
    return new Batch(ROWS, floats, Map.of());
  }

  private static float[] normal(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** All of these tests run on each executor: the pom starts them twice. */
  private static Executor executor() {
    return AvailableExecutors.open(System.getProperty("attune.test.executor", "cpu"));
  }

  private static Map<String, Tensor> trained(TrainingSession session) {
    for (int step = 0; step < 5; step++) {
      session.step(List.of(batch(step)), step, 0.1);
    }
    return session.weights();
  }

  @Test
  void chunksGiveTheWholeBatchsLossAndWeights() {
    Alignment alignment = alignment(false);
    Executor executor = executor();
    try (TrainingSession whole = executor.train(alignment.training(ROWS, SETTINGS));
        TrainingSession chunked = executor.train(alignment.cachedTraining(ROWS, 4, SETTINGS))) {
      double loss = whole.step(List.of(batch(0)), 0, 0.1).loss();
      assertThat(chunked.step(List.of(batch(0)), 0, 0.1).loss())
          .isCloseTo(loss, within(1e-5 * loss));
      Map<String, Tensor> expected = trained(whole);
      Map<String, Tensor> found = trained(chunked);
      assertThat(found.keySet()).isEqualTo(expected.keySet());
      expected.forEach((name, tensor) -> near(name, tensor, found.get(name)));
    }
  }

  private static void near(String name, Tensor expected, Tensor found) {
    Nearness.near(name, expected, found, 1e-9);
  }

  @Test
  void aLockedTowerStaysAndItsProjectionLearns() {
    Alignment alignment = alignment(true, "image");
    try (TrainingSession session = executor().train(alignment.training(ROWS, SETTINGS))) {
      Map<String, Tensor> before = session.weights();
      Map<String, Tensor> after = trained(session);
      before.forEach(
          (name, tensor) -> {
            boolean stays = name.startsWith("image.") && !name.startsWith("image.projection.");
            assertThat(tensor.equals(after.get(name))).as(name).isEqualTo(stays);
          });
      assertThat(before).containsKeys("image.norm.mean", "image.projection.weight");
    }
  }

  @Test
  void towersWithBatchStatisticsAreRefusedInChunksUnlessTheyAreLocked() {
    assertThatThrownBy(() -> alignment(true).cachedTraining(ROWS, 4, SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tower image uses batch statistics");
    assertThat(alignment(true, "image").cachedTraining(ROWS, 4, SETTINGS).towers()).hasSize(2);
  }

  @Test
  void equalCaptionsAreNoNegatives() {
    try (TrainingSession session = executor().train(alignment(false).training(ROWS, SETTINGS))) {
      double masked = session.step(List.of(batch(3)), 0, 1e-9).loss();
      Batch batch = batch(3);
      Map<String, float[]> floats = new LinkedHashMap<>(batch.floats());
      floats.put("image-text.positives", new float[ROWS * ROWS]);
      double kept = session.step(List.of(new Batch(ROWS, floats, Map.of())), 0, 1e-9).loss();
      assertThat(masked).isLessThan(kept);
    }
  }

  @Test
  void unknownTowersAreNamed() {
    PairLoss pair = PairLoss.whole("image", "sound", ClipObjective.defaults(), 1);
    Map<String, Encoder> towers = Map.of("image", new ToyTower("image", 5, 7, false));
    assertThatThrownBy(() -> new Alignment(towers, 4, List.of(pair), Set.of()))
        .hasMessage("expected one of the towers [image], found sound");
  }

  @Test
  void keysAreTheTowersNamesAndEachTowerIsInAPair() {
    PairLoss pair = PairLoss.whole("photo", "text", ClipObjective.defaults(), 1);
    Encoder image = new ToyTower("image", 5, 7, false);
    Encoder text = new ToyTower("text", 3, 6, false);
    Map<String, Encoder> renamed = Map.of("photo", image, "text", text);
    assertThatThrownBy(() -> new Alignment(renamed, 4, List.of(pair), Set.of()))
        .hasMessage("towers: expected the key image for its encoder, found photo");
    PairLoss known = PairLoss.whole("image", "text", ClipObjective.defaults(), 1);
    Map<String, Encoder> three =
        Map.of("image", image, "text", text, "audio", new ToyTower("audio", 2, 2, false));
    assertThatThrownBy(() -> new Alignment(three, 4, List.of(known), Set.of()))
        .hasMessage("pairs: expected tower audio in one of them, found it in none");
  }

  @Test
  void aChunkedBatchOfAnotherSizeIsRefused() {
    try (TrainingSession session =
        executor().train(alignment(false).cachedTraining(ROWS, 4, SETTINGS))) {
      Batch small = batch(0).only(Set.of("image.features", "text.features")).slice(0, 8);
      assertThatThrownBy(() -> session.step(List.of(small), 0, 0.1))
          .hasMessage("expected a batch of 12 rows, found 8");
    }
  }

  @Test
  void aRateOfZeroMovesNothing() {
    AlignmentTraining adam = new AlignmentTraining(AdamWConfig.DEFAULTS, 1, 1, 7);
    try (TrainingSession session = executor().train(alignment(false).training(ROWS, adam))) {
      Map<String, Tensor> before = session.weights();
      session.step(List.of(batch(0)), 0, 0);
      assertThat(session.weights()).isEqualTo(before);
    }
  }

  @Test
  void everyAccumulatedBatchIsFoldedIntoTheRunningAverages() {
    AlignmentTraining twice = new AlignmentTraining(new SgdConfig(0, 0), 1, 2, 7);
    try (TrainingSession once = executor().train(alignment(true).training(ROWS, SETTINGS));
        TrainingSession both = executor().train(alignment(true).training(ROWS, twice))) {
      once.step(List.of(batch(0)), 0, 1e-30);
      once.step(List.of(batch(1)), 1, 1e-30);
      both.step(List.of(batch(0), batch(1)), 0, 1e-30);
      near("mean", once.weights().get("image.norm.mean"), both.weights().get("image.norm.mean"));
    }
  }

  private static final int COMPLETE = 8;

  private static Alignment three(boolean partial) {
    Map<String, Encoder> towers =
        Map.of(
            "image", new ToyTower("image", 5, 7, false),
            "audio", new ToyTower("audio", 4, 6, false),
            "text", FrozenFeatures.of("text", 3));
    List<PairLoss> pairs =
        List.of(
            new PairLoss("image", "text", ClipObjective.defaults(), 0.5, partial),
            new PairLoss("image", "audio", ClipObjective.defaults(), 2, partial));
    return new Alignment(towers, 4, pairs, Set.of());
  }

  /** The first {@value #COMPLETE} items have both sides of every pair, the others lack one. */
  private static Batch threeModalities(long seed, int rows, boolean partial) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> floats = new LinkedHashMap<>();
    Map<String, Integer> widths = new TreeMap<>(Map.of("image", 5, "audio", 4, "text", 3));
    widths.forEach(
        (name, width) ->
            floats.put(
                name + ".features", Arrays.copyOf(normal(random, ROWS * width), rows * width)));
    float[] present = new float[rows];
    Arrays.fill(present, 0, COMPLETE, 1);
    for (String pair : List.of("image-text", "image-audio")) {
      floats.put(pair + ".positives", new float[rows * rows]);
      if (partial) {
        floats.put(pair + ".present", present);
      }
    }
    return new Batch(rows, floats, Map.of());
  }

  private static Map<String, Tensor> steps(TrainingSession session, int rows, boolean partial) {
    for (int step = 0; step < 3; step++) {
      session.step(List.of(threeModalities(step, rows, partial)), step, 0.1);
    }
    return session.weights();
  }

  @Test
  void itemsThatLackAModalityTrainAsIfTheyWereNotThere() {
    Executor executor = executor();
    try (TrainingSession some = executor.train(three(true).training(ROWS, SETTINGS));
        TrainingSession chunked = executor.train(three(true).cachedTraining(ROWS, 4, SETTINGS));
        TrainingSession alone = executor.train(three(false).training(COMPLETE, SETTINGS))) {
      Map<String, Tensor> expected = steps(alone, COMPLETE, false);
      steps(some, ROWS, true).forEach((name, found) -> near(name, expected.get(name), found));
      steps(chunked, ROWS, true).forEach((name, found) -> near(name, expected.get(name), found));
      assertThat(expected).containsKeys("text.projection.weight", "image-audio.logit_scale");
    }
  }
}

package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.engine.executor.MultiTaskSpec;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {
  private static final int LONGEST = 20;
  private static final StepsTower TOWER = new StepsTower(LONGEST);
  private static final float[] POSITIONS = Specs.normal(1, LONGEST);
  private static final Map<String, Tensor> WEIGHTS =
      Map.of(
          "steps.positions", new Tensor(new long[] {LONGEST / 2, 2}, POSITIONS),
          "steps.projection.weight", new Tensor(new long[] {2, 3}, Specs.normal(2, 6)),
          "other.positions", new Tensor(new long[] {1}, new float[1]));

  /** Notes the length of each graph; has memory for some lengths alone. */
  private record Recording(List<Long> lengths, long least) implements Executor {
    static Recording withMemoryFrom(long least) {
      return new Recording(new ArrayList<>(), least);
    }

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public TrainingSession train(TrainingSpec specification) {
      throw new AssertionError("nothing is trained here");
    }

    @Override
    public TrainingSession train(CachedTrainingSpec specification) {
      throw new AssertionError("nothing is trained here");
    }

    @Override
    public TrainingSession train(MultiTaskSpec specification) {
      throw new AssertionError("nothing is trained here");
    }

    @Override
    public InferenceSession infer(
        Graph graph, Map<String, Value> outputs, Map<String, Tensor> weights) {
      long length = graph.inputs().get("steps.x").size(1);
      lengths.add(length);
      if (length < least) {
        throw new InsufficientMemoryException("weights", 2, 1, false);
      }
      return new Nd4jExecutor().infer(graph, outputs, weights);
    }
  }

  private static LengthBuckets.Lengths<float[]> lengths(int shortest) {
    return new LengthBuckets.Lengths<>(
        shortest,
        LONGEST,
        StepsTower::new,
        StepsTower.STEP,
        item -> item.length,
        LengthBucketsTest::batch);
  }

  private static Batch batch(Encoder tower, List<float[]> items, int rows) {
    int length = Math.toIntExact(tower.inputs(rows).get(0).shape()[1]);
    float[] x = new float[rows * length];
    float[] mask = new float[rows * length / 2];
    for (int row = 0; row < items.size(); row++) {
      int kept = Math.min(length, items.get(row).length);
      System.arraycopy(items.get(row), 0, x, row * length, kept);
      Arrays.fill(mask, row * length / 2, (row * length + kept) / 2, 1);
    }
    return new Batch(rows, Map.of("steps.x", x, "steps.mask", mask), Map.of());
  }

  private static List<float[]> items(int... lengths) {
    return Arrays.stream(lengths).mapToObj(length -> Specs.normal(length, length)).toList();
  }

  private static LengthBuckets<float[]> buckets(int shortest, Executor executor) {
    return new LengthBuckets<>(TOWER, lengths(shortest), WEIGHTS, executor, 2);
  }

  private static void assertMeans(float[][] found, List<float[]> items) {
    assertThat(found).hasDimensions(items.size(), 2);
    for (int i = 0; i < found.length; i++) {
      int kept = Math.min(LONGEST, items.get(i).length);
      float[] mean = new float[2];
      for (int j = 0; j < kept; j++) {
        mean[j % 2] += 2f / kept * (items.get(i)[j] + POSITIONS[j]);
      }
      assertThat(found[i]).as("item %d", i).containsExactly(mean, offset(1e-5f));
    }
  }

  @Test
  void eachItemRunsOverTheShortestLengthThatHoldsIt() {
    Recording executor = Recording.withMemoryFrom(0);
    try (LengthBuckets<float[]> buckets = buckets(4, executor)) {
      assertThat(executor.lengths).containsExactly(20L);

      List<float[]> items = items(18, 2, 4, 10, 6, 2, 16, 20, 2);
      assertMeans(buckets.embed(items), items);
      assertThat(executor.lengths).containsExactly(20L, 4L, 8L, 16L);

      assertMeans(buckets.embed(items(8, 2)), items(8, 2));
      assertThat(executor.lengths).as("compiled once").hasSize(4);
      assertThat(buckets.embed(List.of())).isEmpty();
      assertThat(buckets.width()).isEqualTo(2);
      assertThat(buckets.rows()).isEqualTo(2);
    }
  }

  @Test
  void whatIsLongerThanTheTowerGoesToTheLongest() {
    try (LengthBuckets<float[]> buckets = buckets(4, new Nd4jExecutor())) {
      assertMeans(buckets.embed(items(50, 4)), items(50, 4));
    }
  }

  @Test
  void aTowerShorterThanTheShortestHasOneLength() {
    Recording executor = Recording.withMemoryFrom(0);
    try (LengthBuckets<float[]> buckets = buckets(64, executor)) {
      assertMeans(buckets.embed(items(2, 20)), items(2, 20));
    }
    assertThat(executor.lengths).containsExactly(20L);
  }

  @Test
  void withoutMemoryForOneMoreTheLongestServes() {
    Recording executor = Recording.withMemoryFrom(8);
    try (LengthBuckets<float[]> buckets = buckets(4, executor)) {
      List<float[]> items = items(2, 8, 20);
      assertMeans(buckets.embed(items), items);
      assertMeans(buckets.embed(items), items);
    }
    assertThat(executor.lengths).as("tried once").containsExactly(20L, 4L, 8L);
  }

  @Test
  void aProjectedTowerIsProjectedAtEachLength() {
    Encoder projected = new ProjectedEncoder(TOWER, 3);
    List<float[]> items = items(2, 6, 20);
    try (LengthBuckets<float[]> buckets =
            new LengthBuckets<>(projected, lengths(4), WEIGHTS, new Nd4jExecutor(), 2);
        EmbeddingSession whole = new EmbeddingSession(projected, WEIGHTS, new Nd4jExecutor(), 3)) {
      float[][] expected = whole.embed(3, (from, to) -> batch(projected, items, 3));
      float[][] found = buckets.embed(items);
      for (int i = 0; i < 3; i++) {
        assertThat(found[i]).containsExactly(expected[i], offset(1e-5f));
      }
    }
  }

  @Test
  void weightsThatDoNotFitAreToldOfAtOnce() {
    Map<String, Tensor> shorter =
        Map.of("steps.positions", new Tensor(new long[] {4, 2}, new float[8]));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LengthBuckets<>(TOWER, lengths(4), shorter, new Nd4jExecutor(), 2).close())
        .withMessageContainingAll("steps.positions", "[10, 2]", "[4, 2]");
  }
}

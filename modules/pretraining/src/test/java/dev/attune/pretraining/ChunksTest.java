package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.RateFactors;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Dropout;
import dev.attune.objectives.NtXent;
import dev.attune.objectives.VicReg;
import dev.attune.pretraining.head.Head;
import dev.attune.pretraining.method.BootstrapPrediction;
import dev.attune.pretraining.method.Classification;
import dev.attune.pretraining.method.JointEmbedding;
import dev.attune.pretraining.method.MaskedTokens;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradient caching in pretraining: chunks equal the whole batch, dropout included. */
class ChunksTest {
  private static final Encoder ENCODER = new Hiding(Toys.TOWER);
  private static final JointEmbedding SIMCLR =
      new JointEmbedding(new NtXent(0.3, true), new Head(2, 6, 4, true, false));
  private static final JointEmbedding VICREG =
      new JointEmbedding(VicReg.defaults(), new Head(2, 6, 4, true, false));

  private static final BootstrapPrediction BOOTSTRAP =
      new BootstrapPrediction(SIMCLR.projector(), SIMCLR.projector(), new Momentum(0.9, 1));

  /** The linear tower, of whose vectors some elements are hidden: each view loses others. */
  private record Hiding(Encoder tower) implements Encoder {
    @Override
    public String name() {
      return tower.name();
    }

    @Override
    public int width() {
      return tower.width();
    }

    @Override
    public List<InputSpec> inputs(int rows) {
      return tower.inputs(rows);
    }

    @Override
    public Value encode(Graph graph, Map<String, Value> inputs) {
      return new Dropout(0.3).apply(graph.at(name()), tower.encode(graph, inputs));
    }
  }

  private static PretrainingSettings settings(int chunk) {
    return new PretrainingSettings(
        new SgdConfig(0.9, 1e-2), 1e6, 10, Set.of(), RateFactors.none(), chunk, 7);
  }

  private static Pretraining of(Encoder encoder, Task... tasks) {
    return new Pretraining(encoder, List.of(tasks), Toys.CLASSES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void equalTheWholeBatch(int chunk) {
    Pretraining pretraining =
        of(
            ENCODER,
            new Task("views", SIMCLR, 1),
            new Task("variance", VICREG, 0.5),
            new Task("labels", new Classification(0), 2));
    try (TrainingSession whole =
            pretraining.open(Toys.executor(), Toys.ROWS, settings(0)).session();
        TrainingSession chunks =
            pretraining.open(Toys.executor(), Toys.ROWS, settings(chunk)).session()) {
      assertThat(chunks.weights()).isEqualTo(whole.weights());
      for (int step = 0; step < 5; step++) {
        compare(
            whole.step(List.of(batch(step)), step, 0.05),
            chunks.step(List.of(batch(step)), step, 0.05));
      }
      whole.weights().forEach((name, tensor) -> close(name, chunks.weights().get(name), tensor));
    }
  }

  private static Batch batch(int step) {
    List<Toys.Drawn<PixelsWritable>> examples = Toys.examples(step * 100L, Toys::picture);
    return new Parts(Toys.ROWS)
        .with("views", SIMCLR.batch(examples, Toys.PIXELS))
        .with("variance", VICREG.batch(examples, Toys.PIXELS))
        .with("labels", new Classification(0).batch(examples, Toys.PIXELS))
        .batch();
  }

  private static void compare(StepResult expected, StepResult found) {
    assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
    assertThat(found.gradientNorm())
        .isCloseTo(expected.gradientNorm(), within(1e-4 * expected.gradientNorm()));
    expected
        .reported()
        .forEach(
            (name, value) ->
                assertThat(found.reported().get(name)).as(name).isCloseTo(value, within(1e-4)));
  }

  private static void close(String name, Tensor found, Tensor expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.values().length; i++) {
      difference += Math.pow(found.values()[i] - expected.values()[i], 2);
      size += Math.pow(expected.values()[i], 2);
    }
    assertThat(Math.sqrt(difference)).as(name).isLessThan(1e-4 * Math.sqrt(size) + 1e-6);
  }

  @Test
  void aMethodThatReadsMoreThanVectorsIsRefusedByName() {
    assertThatThrownBy(() -> open(new MaskedTokens(0.15, 0.8, 0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training.chunk_size: expected 0 for masked_tokens, which needs the encoder's steps,"
                + " found gradient caching");
  }

  @Test
  void aMethodWithAMomentumCopyIsRefusedByItsTask() {
    assertThatThrownBy(() -> open(BOOTSTRAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training.chunk_size: expected 0 for toy, which keeps a momentum copy,"
                + " found gradient caching");
  }

  private static Pretraining.Opened open(Method method) {
    return of(ENCODER, new Task(Toys.TASK, method, 1))
        .open(Toys.executor(), Toys.ROWS, settings(4));
  }

  @Test
  void aChunkThatDoesNotDivideTheBatchIsRefused() {
    Pretraining simclr = of(ENCODER, new Task("simclr", SIMCLR, 1));
    assertThatThrownBy(() -> simclr.open(Toys.executor(), Toys.ROWS, settings(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chunk: expected a divisor of the batch of 8, found 3");
  }
}

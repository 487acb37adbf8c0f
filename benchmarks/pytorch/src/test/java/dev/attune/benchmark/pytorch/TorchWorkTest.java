package dev.attune.benchmark.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.experiments.bench.BlockWork;
import dev.attune.experiments.bench.ConvolutionWork;
import dev.attune.experiments.bench.EmbeddingWork;
import dev.attune.experiments.bench.SpectrogramWork;
import dev.attune.experiments.bench.StandardWork;
import dev.attune.experiments.bench.TinyWork;
import dev.attune.experiments.bench.TrainingWork;
import dev.attune.graph.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch's side is the same work: from equal weights both sides take the same steps. */
class TorchWorkTest {
  private static final int STEPS = 8;

  @BeforeAll
  static void configure() {
    Libraries.configure();
  }

  static Stream<StandardWork> works() {
    return Stream.of(
        new TinyWork(6, 16, 2),
        new ConvolutionWork(6),
        new SpectrogramWork(3),
        new BlockWork(4, 16));
  }

  /** All but the block, whose rate moves next to nothing. */
  static Stream<StandardWork> worksThatMove() {
    return works().filter(work -> !(work instanceof BlockWork));
  }

  @ParameterizedTest
  @MethodSource("works")
  void bothSidesHaveAsManyParameters(StandardWork work) {
    long ours =
        work.training().graph().parameters().values().stream().mapToLong(Parameter::length).sum();
    try (TorchWork torch = new TorchWork(work)) {
      assertThat(torch.parameterCount()).isEqualTo(ours);
    }
  }

  @ParameterizedTest
  @MethodSource("works")
  void bothSidesTakeTheSameSteps(StandardWork work) {
    try (TrainingWork ours = work.open(new Nd4jExecutor());
        TorchWork theirs = new TorchWork(work)) {
      theirs.load(ours.weights());
      for (int step = 0; step < STEPS; step++) {
        double loss = ours.step();
        assertThat(theirs.step()).as("loss of step %d", step).isCloseTo(loss, within(5e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worksThatMove")
  void lossFallsInPyTorchFromItsOwnWeights(StandardWork work) {
    try (TorchWork torch = new TorchWork(work)) {
      double first = torch.step();
      double last = first;
      for (int step = 0; step < STEPS; step++) {
        last = torch.step();
      }
      assertThat(last).isLessThan(first);
    }
  }

  @Test
  void bothSidesEmbedAlike() {
    TinyWork work = new TinyWork(5, 16, 2);
    try (EmbeddingWork ours = work.embedding(new Nd4jExecutor());
        TorchWork theirs = new TorchWork(work)) {
      theirs.load(withScale(ours.weights()));
      Map<String, Tensor> expected = ours.embed();
      float[][] found = theirs.embed();
      assertThat(found[0]).containsExactly(expected.get("image").values(), within(1e-5f));
      assertThat(found[1]).containsExactly(expected.get("text").values(), within(1e-5f));
    }
  }

  private static Map<String, Tensor> withScale(Map<String, Tensor> weights) {
    Map<String, Tensor> all = new HashMap<>(weights);
    all.put("image-text.logit_scale", new Tensor(new long[0], new float[1]));
    return all;
  }
}

package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.EmaTarget;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session on the device keeps, beside one on the host, on an emulated device. */
class ResidentSessionTest {
  private static final AdamWConfig ADAM = new AdamWConfig(0.9, 0.98, 1e-6, 0.1);
  private static final int ROWS = 4;

  @TempDir Path folder;

  private Device device;

  @BeforeEach
  void open() throws InterruptedException {
    device = device();
  }

  /** What the sessions run on. */
  Device device() throws InterruptedException {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    return new EmulatedDevice(folder, 1 << 28);
  }

  @AfterEach
  void everythingIsGivenBack() {
    if (device != null) {
      device.close();
    }
  }

  /** Momentum copies, running averages, all kinds of draws, a table that is read twice and tied. */
  static TrainingSpec everything() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, 6);
    Value online = Towers.dense(graph.at("image"), x, 3);
    Value target = Towers.dense(graph.at("target").at("image"), x, 3);
    graph.observe("mean", 2, 0.75, Reductions.mean(online, false, 0));
    Value ids = graph.input(new InputSpec("ids", true, ROWS));
    Value others = graph.input(new InputSpec("others", true, ROWS));
    Initializer normal = Initializer.normal(0.5);
    Value rows = graph.lookup("table", normal, 5, 3, ids);
    Value more = graph.lookup("table", normal, 5, 3, others);
    Value table = graph.parameter("table", Parameter.Role.EMBEDDING, normal, 5, 3);
    Value noise = graph.draw("noise", Draw.Kind.NORMAL, 0, ROWS, 3);
    Value share = graph.draw("share", Draw.Kind.UNIFORM, 0, ROWS, 3);
    Value words = Arithmetic.add(rows, Arithmetic.multiply(more, share));
    Value mixed = Arithmetic.add(words, Arithmetic.scale(noise, 0.1));
    Value tied = Products.matmul(online, table, false, true);
    Value errors =
        Arithmetic.add(
            Towers.squaredError(online, Gradients.stop(target)),
            Towers.squaredError(mixed, online));
    Value loss = Arithmetic.add(errors, Reductions.mean(Arithmetic.square(tied), false));
    return Specs.plain()
        .optimizer(ADAM)
        .maxGradientNorm(0.5)
        .target(new EmaTarget("image.", "target.image.", 0.8, 1, 10))
        .of(graph, loss);
  }

  private static Batch batch(long step) {
    int[] ids = {1, 3, 1, (int) (step % 5)};
    int[] others = {0, 0, 4, 1};
    return new Batch(
        ROWS, Map.of("x", Specs.normal(step, ROWS * 6)), Map.of("ids", ids, "others", others));
  }

  private static void same(Map<String, Tensor> expected, Map<String, Tensor> found) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          assertThat(found.get(name).shape()).as(name).isEqualTo(tensor.shape());
          for (int i = 0; i < tensor.values().length; i++) {
            assertThat((double) found.get(name).values()[i])
                .as(name)
                .isCloseTo(tensor.values()[i], within(2e-4));
          }
        });
  }

  private void followTogether(Supplier<TrainingSpec> specification) {
    try (TrainingSession expected = new Nd4jExecutor().train(specification.get());
        TrainingSession found = new ResidentSession(device, specification.get(), Precision.FP32)) {
      same(expected.weights(), found.weights());
      for (int step = 0; step < 4; step++) {
        StepResult host = expected.step(List.of(batch(step)), step, 1e-2);
        StepResult there = found.step(List.of(batch(step)), step, 1e-2);
        assertThat(there.loss()).isCloseTo(host.loss(), within(1e-4 * host.loss()));
        double norm = host.gradientNorm();
        assertThat(there.gradientNorm()).isCloseTo(norm, within(1e-3 * norm));
      }
      TrainingState state = expected.state();
      same(state.parameters(), found.state().parameters());
      same(state.statistics(), found.state().statistics());
      same(state.optimizer(), found.state().optimizer());
      assertThat(found.state().updates()).isEqualTo(4);
    }
  }

  @Test
  void allThatIsKeptFollowsTheHosts() {
    followTogether(ResidentSessionTest::everything);
  }

  @Test
  void aStateIsTakenUpToTheBit() {
    try (TrainingSession first = new ResidentSession(device, everything(), Precision.FP32);
        TrainingSession second = new ResidentSession(device, everything(), Precision.FP32)) {
      first.step(List.of(batch(0)), 0, 1e-2);
      second.restore(first.state());
      StepResult expected = first.step(List.of(batch(1)), 1, 1e-2);
      assertThat(second.step(List.of(batch(1)), 1, 1e-2)).isEqualTo(expected);
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  @Test
  void aStepThatDivergesMovesNothing() {
    try (TrainingSession session = new ResidentSession(device, everything(), Precision.FP32)) {
      session.step(List.of(batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      float[] broken = Specs.normal(1, ROWS * 6);
      broken[3] = Float.NaN;
      Batch bad = new Batch(ROWS, Map.of("x", broken), batch(1).integers());
      assertThatThrownBy(() -> session.step(List.of(bad), 1, 1e-2))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 2");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void loadedWeightsReachTheCopies() {
    try (TrainingSession session = new ResidentSession(device, everything(), Precision.FP32)) {
      Tensor bias = new Tensor(new long[] {3}, new float[] {1, 2, 3});
      assertThat(session.load(Map.of("image.out.bias", bias, "elsewhere", bias))).isEqualTo(1);
      assertThat(session.weights().get("target.image.out.bias")).isEqualTo(bias);
      Tensor other = new Tensor(new long[] {2}, new float[2]);
      assertThatThrownBy(() -> session.load(Map.of("image.out.bias", other)))
          .hasMessage("tensor image.out.bias: expected shape [3], found [2]");
    }
  }

  @Test
  void wrongBatchesAreNamedBeforeTheDeviceReadsThem() {
    try (TrainingSession session = new ResidentSession(device, everything(), Precision.FP32)) {
      Map<String, int[]> outside = Map.of("ids", new int[] {0, 1, 5, 2}, "others", new int[ROWS]);
      Batch bad = new Batch(ROWS, Map.of("x", new float[ROWS * 6]), outside);
      assertThatThrownBy(() -> session.step(List.of(bad), 0, 1e-2))
          .hasMessageContaining("element 2: expected an id from 0 to 4 of table table, found 5");
      Batch lacking = new Batch(ROWS, Map.of(), batch(0).integers());
      assertThatThrownBy(() -> session.step(List.of(lacking), 0, 1e-2))
          .hasMessageContaining("the batch lacks input x");
    }
  }

  @Test
  void aProfileHasALineACallAndMovesNothing() {
    try (TrainingSession session = new ResidentSession(device, everything(), Precision.FP32)) {
      session.step(List.of(batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      List<PlanLine> lines = session.profile(batch(1), 2);
      assertThat(lines).extracting(PlanLine::kernel).contains("generated", "cublasLt");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void othersAreLeftToTheHost() {
    Models.Model model = Models.clip(Models.ROWS);
    Specs plain = Specs.plain();
    assertThat(ResidentSession.takes(plain.optimizer(ADAM).of(model.graph(), model.loss())))
        .isTrue();
    SgdConfig sgd = new SgdConfig(0.9, 0);
    assertThat(ResidentSession.takes(plain.optimizer(sgd).of(model.graph(), model.loss())))
        .isFalse();
  }
}

package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.cuda.ParallelExecutor;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.EmulatedDevice;
import dev.attune.engine.cuda.device.SimulatedRanks;
import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.DivergedException;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepResult;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.executor.TrainingState;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.engine.optimizer.SgdConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data-parallel training by ranks that share an emulated device. */
class ParallelSessionTest {
  @TempDir Path folder;

  private Device device;
  private Collectives collectives;

  @BeforeEach
  void open() throws InterruptedException {
    device = device();
    collectives = new SimulatedRanks(device);
  }

  /** What the ranks run on. */
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

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void ranksFollowGradientCachingAndTheWholeBatch(int ranks) {
    ParallelRuns.follow(Collections.nCopies(ranks, device), collectives);
  }

  private List<Device> ranks(int count) {
    return Collections.nCopies(count, device);
  }

  @Test
  void whatTowersAndTheObjectiveShareIsSummedOnce() {
    ParallelRuns.follow(
        ranks(2),
        collectives,
        () -> ParallelRuns.everything(2),
        ParallelRuns::everything,
        Precision.FP32);
  }

  @Test
  void inBf16TowersAreNarrow() {
    assertThat(everythingIn(Precision.BF16)).isNotEqualTo(everythingIn(Precision.FP32));
  }

  private TrainingState everythingIn(Precision precision) {
    return ParallelRuns.follow(
        ranks(2),
        collectives,
        () -> ParallelRuns.everything(2),
        ParallelRuns::everything,
        precision);
  }

  @Test
  void aStateThatDoesNotFitWritesNothingOnAnyRank() {
    try (ParallelSession session =
        new ParallelSession(ranks(2), collectives, ParallelRuns.clip(2), Precision.FP32)) {
      TrainingState first = session.state();
      session.step(List.of(ParallelRuns.batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      assertThatThrownBy(() -> session.restore(ResidentRuns.lacking(first)))
          .hasMessageContaining("is missing");
      assertThat(session.state(0)).isEqualTo(before);
      assertThat(session.state(1)).isEqualTo(before);
    }
  }

  @Test
  void aFrozenTowerIsOnlyEncoded() {
    ParallelRuns.follow(
        ranks(2),
        collectives,
        () -> ParallelRuns.clip(2, name -> name.startsWith("image."), ResidentRuns.ADAM),
        ParallelRuns::batch,
        Precision.FP32);
  }

  @Test
  void stepsInFlightGiveTheSameBitsAsOneByOne() {
    ParallelRuns.inFlight(ranks(2), collectives);
  }

  @Test
  void aStepThatDivergesMovesNoRankAndAStateIsTakenUpToTheBit() {
    try (ParallelSession session = open(2);
        ParallelSession other = open(2)) {
      session.step(List.of(ParallelRuns.batch(0)), 0, 1e-2);
      TrainingState before = session.state();
      float[] pixels = ParallelRuns.batch(1).floats().get("pixels").clone();
      pixels[pixels.length - 1] = Float.NaN;
      Batch broken =
          new Batch(ParallelRuns.ROWS, Map.of("pixels", pixels), ParallelRuns.batch(1).integers());
      assertThatThrownBy(() -> session.step(List.of(broken), 1, 1e-2))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 2");
      assertThat(session.state(0)).isEqualTo(before);
      assertThat(session.state(1)).isEqualTo(before);
      other.restore(before);
      StepResult expected = session.step(List.of(ParallelRuns.batch(1)), 1, 1e-2);
      assertThat(other.step(List.of(ParallelRuns.batch(1)), 1, 1e-2)).isEqualTo(expected);
      assertThat(other.state(1)).isEqualTo(session.state());
    }
  }

  @Test
  void loadedWeightsReachAllRanksAndAProfileMovesNothing() {
    try (ParallelSession session = open(2)) {
      Tensor bias = new Tensor(new long[] {4}, new float[] {1, 2, 3, 4});
      assertThat(session.load(Map.of("image.out.bias", bias, "elsewhere", bias))).isEqualTo(1);
      assertThat(session.state(1).parameters().get("image.out.bias")).isEqualTo(bias);
      TrainingState before = session.state();
      List<PlanLine> lines = session.profile(ParallelRuns.batch(0), 1);
      assertThat(lines).extracting(PlanLine::kernel).contains("generated", "cublasLt");
      assertThat(session.state()).isEqualTo(before);
    }
  }

  @Test
  void aRankWithoutRoomGivesTheOthersBack() throws InterruptedException {
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing runs the sources here");
    long bytes;
    try (ParallelSession session = open(2)) {
      bytes = session.bytes();
    }
    try (Device small = new EmulatedDevice(folder, bytes - 1)) {
      assertThatThrownBy(
              () ->
                  ParallelRuns.open(
                      List.of(small, small), new SimulatedRanks(small), ParallelRuns.clip(2)))
          .isInstanceOf(InsufficientMemoryException.class);
    }
  }

  @Test
  void whatCannotBeSharedOutIsSaidInOneLine() {
    refused(ParallelRuns.clip(4), "devices: expected 4 rows of 8 on each of 2, found 2");
    refused(
        ParallelRuns.clip(2, name -> false, new SgdConfig(0.9, 0)),
        "devices: training on more than one moves parameters by adamw alone");
    Models.Model whole = Models.clip(Models.ROWS);
    Executor executor = new ParallelExecutor(ranks(2), collectives, Precision.FP32);
    TrainingSpec specification = Specs.plain().of(whole.graph(), whole.loss());
    assertThatThrownBy(() -> executor.train(specification))
        .hasMessage(
            "devices: expected 1 for a training that is not contrastive by towers, found 2");
  }

  private void refused(CachedTrainingSpec specification, String expected) {
    assertThatThrownBy(() -> ParallelRuns.open(ranks(2), collectives, specification))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(expected);
  }

  @Test
  void batchesOfAnotherSizeAreNamed() {
    try (ParallelSession session = open(2)) {
      assertThatThrownBy(() -> session.step(List.of(Models.clipBatch(0, 4)), 0, 1e-2))
          .hasMessage("expected a batch of 8 rows, found 4");
      Batch lacking = ParallelRuns.batch(0).only(Set.of("ids"));
      assertThatThrownBy(() -> session.step(List.of(lacking), 0, 1e-2))
          .hasMessageContaining("the batch lacks input pixels");
    }
  }

  private ParallelSession open(int ranks) {
    return ParallelRuns.open(ranks(ranks), collectives, ParallelRuns.clip(ranks));
  }
}

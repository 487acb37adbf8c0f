package dev.attune.engine.cuda.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.attune.engine.Batch;
import dev.attune.engine.Specs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.CudaExecutor;
import dev.attune.engine.cuda.CudaTesting;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.training.ParallelRuns;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.Sessions;
import dev.attune.engine.executor.TrainingSession;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls of the fake libraries that fail, one after another. */
final class Faults {
  private static final int ROWS = 4;
  private static final AdamWConfig ADAM = new AdamWConfig(0.9, 0.98, 1e-6, 0.1);

  /** A training that stays on the device whole, and one that has the host's help. */
  private static final List<Function<NvidiaDevice, TrainingSession>> TRAININGS =
      List.of(Faults::resident, Faults::helped);

  private Faults() {}

  /** The call after so many others answers a status; what was there before is there after. */
  static void everywhere(int status) throws IOException {
    int failed = failing(status, 1, Faults::onANewDevice);
    failed += failing(status, 1, () -> Nvrtc.require(90));
    try (NvidiaDevice device = new NvidiaDevice()) {
      for (Function<NvidiaDevice, TrainingSession> training : TRAININGS) {
        long free = Answers.freeBytes();
        failed += failing(status, 1, () -> aStep(training.apply(device)));
        assertThat(Answers.freeBytes()).isEqualTo(free);
      }
    }
    System.out.println(failed + " calls failed in turn, and gave everything back");
  }

  /**
   * Likewise of ranks on two GPUs.
   *
   * @param apart how many calls lie between two that fail
   */
  static void ofRanks(int status, int apart) throws IOException {
    int failed = failing(status, apart, Faults::aStepOfRanks);
    System.out.println(failed + " calls failed in turn, and gave everything back");
  }

  private static int failing(int status, int apart, Runnable what) throws IOException {
    what.run();
    for (int call = 1; ; call += apart) {
      tell(call + " " + status);
      Throwable thrown = catchThrowable(what::run);
      tell("");
      if (thrown == null) {
        return call - 1;
      }
      assertThat(thrown).isInstanceOfAny(CudaException.class, InsufficientMemoryException.class);
      assertThat(thrown.getMessage()).doesNotContain("\n");
      assertThat(thrown.getSuppressed()).isEmpty();
    }
  }

  private static void tell(String fault) throws IOException {
    Files.writeString(Path.of(System.getenv("FAKE_CUDA_FOLDER"), "fault"), fault);
  }

  private static void onANewDevice() {
    new NvidiaDevice().close();
  }

  private static void aStep(TrainingSession opened) {
    try (TrainingSession session = opened) {
      step(session, 0);
      session.state();
      session.profile(batch(1), 1);
    }
  }

  private static void aStepOfRanks() {
    try (NvidiaDevice first = new NvidiaDevice(0);
        NvidiaDevice second = new NvidiaDevice(1);
        Collectives collectives = new NvidiaCollectives(List.of(first, second))) {
      ParallelRuns.aStep(List.of(first, second), collectives);
    }
  }

  private static TrainingSession resident(NvidiaDevice device) {
    return new CudaExecutor(device, Precision.FP32).train(specification());
  }

  private static TrainingSession helped(NvidiaDevice device) {
    return new Sessions(CudaTesting.kernels(device, Precision.FP32)).train(specification());
  }

  private static TrainingSpec specification() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", ROWS, 6);
    Value y = Towers.dense(graph.at("image"), x, 6);
    return Specs.plain().optimizer(ADAM).of(graph, Towers.squaredError(y, x));
  }

  private static Batch batch(long step) {
    return new Batch(ROWS, Map.of("x", Specs.normal(step, ROWS * 6)), Map.of());
  }

  private static void step(TrainingSession session, long step) {
    session.step(List.of(batch(step)), step, 1e-2);
  }

  /** The GPU answers a status in the middle of a run, and to every call from then on. */
  static void lost(int call, int status) throws IOException {
    tell("");
    Throwable first;
    try (NvidiaDevice device = new NvidiaDevice();
        TrainingSession resident = resident(device);
        TrainingSession helped = helped(device)) {
      step(resident, 0);
      step(helped, 0);
      tell(call + " " + status);
      first = catchThrowable(() -> step(resident, 1));
      assertThat(first).isInstanceOf(CudaException.class);
      assertThat(catchThrowable(resident::state)).isInstanceOf(CudaException.class);
      assertThat(catchThrowable(() -> step(helped, 1))).isInstanceOf(CudaException.class);
    }
    System.out.println(first.getMessage());
  }
}

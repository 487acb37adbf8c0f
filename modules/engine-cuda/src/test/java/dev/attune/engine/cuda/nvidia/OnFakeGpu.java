package dev.attune.engine.cuda.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Agreement;
import dev.attune.engine.RandomGraphs;
import dev.attune.engine.Towers;
import dev.attune.engine.cuda.CudaOffer;
import dev.attune.engine.cuda.CudaTesting;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.training.ParallelRuns;
import dev.attune.engine.cuda.training.ResidentRuns;
import dev.attune.engine.executor.Precision;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.TransformerBlock;
import java.io.IOException;
import java.util.List;

/** What {@link NvidiaDeviceTest} runs in a process that finds the fake libraries. */
public final class OnFakeGpu {
  private OnFakeGpu() {}

  public static void main(String[] what) throws IOException {
    switch (what[0]) {
      case "obstacle" -> System.out.println(new CudaOffer().obstacle().orElse("none"));
      case "agree" -> agree();
      case "train" -> train();
      case "ranks" -> ranks();
      case "devices" -> devices(Integer.parseInt(what[1]));
      case "faults" -> Faults.everywhere(Integer.parseInt(what[1]));
      case "faults of ranks" ->
          Faults.ofRanks(Integer.parseInt(what[1]), Integer.parseInt(what[2]));
      case "lost" -> Faults.lost(Integer.parseInt(what[1]), Integer.parseInt(what[2]));
      default -> throw new IllegalArgumentException(what[0]);
    }
  }

  private static void agree() {
    assertThat(new CudaOffer().obstacle()).isEmpty();
    assertThat(new CudaOffer().on()).isEqualTo("Fake GPU, compute capability 9.0, nvrtc 13.0");
    try (NvidiaDevice device = new NvidiaDevice()) {
      assertThat(device.capability()).isEqualTo(90);
      for (Precision precision : Precision.values()) {
        agrees(device, precision);
      }
    }
    System.out.println("agrees");
  }

  private static void agrees(NvidiaDevice device, Precision precision) {
    double tolerance = (precision == Precision.FP32 ? 1 : 2) * CudaTesting.tolerance(precision);
    Agreement agreement = Agreement.of(CudaTesting.kernels(device, precision));
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value x = graph.input("x", 3, 5, 32);
    Value y = new TransformerBlock(2, 0, 0).apply(graph, x, AttentionMask.open());
    agreement.onTraining(graph, Towers.squaredError(y, x), 7, tolerance);
    RandomGraphs.Training random = RandomGraphs.of(3, 12);
    agreement.onTraining(random.graph(), random.loss(), 3, tolerance);
  }

  private static void devices(int count) {
    try {
      System.out.println(new CudaOffer().open(Precision.FP32, count).name());
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void ranks() {
    try (NvidiaDevice first = new NvidiaDevice(0);
        NvidiaDevice second = new NvidiaDevice(1)) {
      try (Collectives collectives = new NvidiaCollectives(List.of(first, second))) {
        ParallelRuns.follow(List.of(first, second), collectives);
        ParallelRuns.inFlight(List.of(first, second), collectives);
        System.out.println("agrees");
      } catch (CudaException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void train() {
    try (NvidiaDevice device = new NvidiaDevice()) {
      ResidentRuns.follow(device);
      ResidentRuns.inFlight(device);
      ResidentRuns.inFlightAccumulated(device);
      ResidentRuns.diverge(device);
      System.out.println("agrees");
    }
  }
}

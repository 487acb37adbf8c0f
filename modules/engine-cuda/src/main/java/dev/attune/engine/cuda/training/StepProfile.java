package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.executor.PlanLine;
import dev.attune.engine.executor.Profile;
import java.util.ArrayList;
import java.util.List;

/** What each call of a step takes, alone. */
final class StepProfile {
  private StepProfile() {}

  static List<PlanLine> of(Device device, List<Call> calls, int rounds) {
    List<Recording> single = new ArrayList<>();
    try {
      List<Runnable> runs = new ArrayList<>();
      for (Call call : calls) {
        Recording one = device.record(List.of(call));
        single.add(one);
        runs.add(
            () -> {
              one.replay();
              device.synchronize();
            });
      }
      double[] times = Profile.of(runs, rounds);
      List<PlanLine> lines = new ArrayList<>();
      for (int i = 0; i < times.length; i++) {
        lines.add(line(calls.get(i), times[i]));
      }
      return lines;
    } finally {
      single.forEach(Recording::close);
    }
  }

  private static PlanLine line(Call call, double milliseconds) {
    if (call instanceof Call.Kernel kernel) {
      String name = kernel.source().name();
      String shape = kernel.source().schedule().toString();
      return new PlanLine(name, shape, "generated", 0, milliseconds);
    }
    var product = ((Call.Product) call).product();
    String shape =
        "%d × [%d, %d, %d]"
            .formatted(product.matrices(), product.columns(), product.inner(), product.rows());
    return new PlanLine("product", shape, "cublasLt", 0, milliseconds);
  }
}

package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.CallTimes;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.executor.PlanLine;
import java.util.ArrayList;
import java.util.List;

/** What each call of a step takes, alone. */
final class StepProfile {
  private StepProfile() {}

  static List<PlanLine> of(Device device, List<Call> calls, int rounds) {
    double[] times = CallTimes.of(device, calls, rounds);
    List<PlanLine> lines = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      lines.add(line(calls.get(i), times[i]));
    }
    return lines;
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

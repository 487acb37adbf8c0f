package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Collectives of ranks that share one device: copies, and sums in the order of the ranks. */
public final class SimulatedRanks implements Collectives {
  private static final String LOOP =
      """
        for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < %du;
             i += gridDim.x * blockDim.x) {
          %s
        }
      """;

  private final Device device;

  public SimulatedRanks(Device device) {
    this.device = device;
  }

  @Override
  public Recording allGather(List<Gather> gathers) {
    List<Call> calls = new ArrayList<>();
    for (Gather gather : gathers) {
      KernelSource copy =
          elements(gather.elements(), 2, "p1[i] = p0[i];").called("copy_" + gather.elements());
      for (int rank = 0; rank < gather.from().size(); rank++) {
        long part = gather.elements() * Float.BYTES * rank;
        for (long to : gather.to()) {
          calls.add(new Call.Kernel(copy, List.of(gather.from().get(rank), to + part)));
        }
      }
    }
    return device.record(calls);
  }

  @Override
  public Recording allReduce(List<Long> at, long elements) {
    List<String> places = IntStream.range(0, at.size()).mapToObj(i -> "p" + i + "[i]").toList();
    String sum = "const float sum = " + String.join(" + ", places) + ";";
    String stores = places.stream().map(p -> p + " = sum;").collect(Collectors.joining(" "));
    KernelSource source = elements(elements, at.size(), sum + " " + stores).called("sum_of_ranks");
    return device.record(List.of(new Call.Kernel(source, at)));
  }

  private static KernelSource elements(long count, int parameters, String body) {
    return KernelSource.written(
        Schedule.ofElements(count), parameters, LOOP.formatted(count, body));
  }

  @Override
  public void close() {
    // The device is its owner's.
  }
}

package dev.attune.engine.cuda.device;

import dev.attune.engine.executor.Profile;
import java.util.ArrayList;
import java.util.List;

/** What calls take, each alone. */
public final class CallTimes {
  private CallTimes() {}

  /** Medians in milliseconds, one a call. */
  public static double[] of(Device device, List<Call> calls, int rounds) {
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
      return Profile.of(runs, rounds);
    } finally {
      Closing.all(single.stream().<Runnable>map(one -> one::close).toArray(Runnable[]::new));
    }
  }
}

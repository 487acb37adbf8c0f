package dev.attune.experiments.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line now and then: at the start, every ten seconds, and at the end. */
final class LineProgress implements ProgressReporter {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintStream err;
  private final LongSupplier nanos;

  /**
   * Writes to a stream.
   *
   * @param nanos a clock that only goes forward
   */
  LineProgress(PrintStream err, LongSupplier nanos) {
    this.err = err;
    this.nanos = nanos;
  }

  @Override
  public Task begin(String task, long done, long total) {
    return new Lines(task, done, total);
  }

  private final class Lines implements Task {
    private final String task;
    private final long first;
    private final long total;
    private final long start = nanos.getAsLong();
    private long printed = start - INTERVAL_NANOS;
    private long done;
    private String detail = "";

    Lines(String task, long done, long total) {
      this.task = task;
      this.first = done;
      this.done = done;
      this.total = total;
    }

    @Override
    public void update(long now, String figures) {
      done = now;
      detail = figures;
      if (nanos.getAsLong() - printed >= INTERVAL_NANOS) {
        print(left());
      }
    }

    @Override
    public void close() {
      print(duration(nanos.getAsLong() - start) + " taken");
    }

    private String left() {
      long gone = nanos.getAsLong() - start;
      return done == first
          ? "time left unknown"
          : duration((long) (gone * ((double) (total - done) / (done - first)))) + " left";
    }

    private void print(String time) {
      printed = nanos.getAsLong();
      String figures = detail.isEmpty() ? "" : ", " + detail;
      err.println(task + " " + done + "/" + total + figures + ", " + time);
    }
  }

  private static String duration(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}

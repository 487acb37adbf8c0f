package dev.attune.experiments.cli;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with time gone, time left and detail, redrawn in place. */
final class TerminalProgress implements ProgressReporter {
  private static final int REDRAW_MILLIS = 250;

  private final PrintStream err;
  private final int columns;

  TerminalProgress(PrintStream err, int columns) {
    this.err = err;
    this.columns = columns;
  }

  @Override
  public Task begin(String task, long done, long total) {
    // The width is given, so that the library need not look for a terminal of its own.
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .startsFrom(done, Duration.ZERO)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1))
            .build();
    return new Task() {
      @Override
      public void update(long now, String detail) {
        bar.setExtraMessage(" " + detail);
        bar.stepTo(now);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}

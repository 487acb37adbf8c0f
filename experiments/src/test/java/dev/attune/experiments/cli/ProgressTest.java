package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesComeAtTheStartEveryTenSecondsAndAtTheEnd() {
    AtomicLong clock = new AtomicLong(5 * SECOND);
    try (ProgressReporter.Task task =
        new LineProgress(err, clock::get).begin("training", 100, 500)) {
      task.update(101, "loss 3");
      clock.addAndGet(9 * SECOND);
      task.update(150, "loss 2.5");
      clock.addAndGet(11 * SECOND);
      task.update(200, "loss 2");
      clock.addAndGet(80 * SECOND);
      task.update(500, "loss 1");
    }
    assertThat(printed().lines())
        .containsExactly(
            "training 101/500, loss 3, 0:00:00 left",
            "training 200/500, loss 2, 0:01:00 left",
            "training 500/500, loss 1, 0:00:00 left",
            "training 500/500, loss 1, 0:01:40 taken");
  }

  @Test
  void theBarShowsTaskCountAndDetail() {
    try (ProgressReporter.Task task = new TerminalProgress(err, 120).begin("training", 0, 10)) {
      task.update(10, ProgressReporter.training(2.25, 812.4));
    }
    assertThat(printed()).contains("training", "10/10", "loss 2.250, 812 pairs/s");
  }
}

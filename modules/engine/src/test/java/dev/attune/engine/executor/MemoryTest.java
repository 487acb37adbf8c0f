package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.optimizer.AdamWConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory is flat: what a step allocates goes away again. */
@Tag("slow")
class MemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void tenThousandStepsEndWhereStep500Stood() throws IOException {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs = Specs.plain().optimizer(AdamWConfig.DEFAULTS).maxGradientNorm(1);
    List<List<Batch>> batches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batches.add(List.of(Models.clipBatch(i, Models.ROWS)));
    }
    long early = 0;
    try (TrainingSession session =
        new Nd4jExecutor().train(specs.of(model.graph(), model.loss()))) {
      for (int step = 0; step < 10_000; step++) {
        session.step(batches.get(step % batches.size()), step, 1e-3);
        if (step == 499) {
          early = residentKilobytes();
        } else if (step % 1000 == 999) {
          System.out.printf("step %d: resident %d kB%n", step + 1, residentKilobytes());
        }
      }
    }
    long late = residentKilobytes();
    System.out.printf("resident at step 500: %d kB, at step 10000: %d kB%n", early, late);
    assertThat((double) late).isLessThanOrEqualTo(1.05 * early);
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

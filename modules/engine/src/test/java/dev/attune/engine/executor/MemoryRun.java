package dev.attune.engine.executor;

import dev.attune.engine.Batch;
import dev.attune.engine.Models;
import dev.attune.engine.Specs;
import dev.attune.engine.optimizer.AdamWConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a small model for 10,000 steps and prints the resident set and what lives on the heap on
 * the way.
 */
public final class MemoryRun {
  private MemoryRun() {}

  public static void main(String[] arguments) throws IOException {
    Models.Model model = Models.clip(Models.ROWS);
    Specs specs = Specs.plain().optimizer(AdamWConfig.DEFAULTS).maxGradientNorm(1);
    List<List<Batch>> batches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batches.add(List.of(Models.clipBatch(i, Models.ROWS)));
    }
    try (TrainingSession session =
        new Nd4jExecutor().train(specs.of(model.graph(), model.loss()))) {
      for (int step = 1; step <= 10_000; step++) {
        session.step(batches.get(step % batches.size()), step - 1, 1e-3);
        if (step == 500 || step % 2500 == 0) {
          System.out.printf(
              "step %d resident_kb %d heap_kb %d%n", step, residentKilobytes(), heapKilobytes());
        }
      }
    }
  }

  private static long heapKilobytes() {
    System.gc();
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1024;
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

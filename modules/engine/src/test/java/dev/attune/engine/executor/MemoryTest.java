package dev.attune.engine.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory is flat: what a step allocates goes away again. */
@Tag("slow")
class MemoryTest {
  private static final Pattern LINE =
      Pattern.compile("step (\\d+) resident_kb (\\d+) heap_kb (\\d+)");

  @Test
  @EnabledOnOs(OS.LINUX)
  void tenThousandStepsEndWhereStep500Stood() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // A heap that may grow does, whatever the steps leave behind; in a fixed one that is
            // resident from the start, what moves is memory outside it.
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            // So does the working memory of the optimising compiler, for the first minutes.
            "-XX:TieredStopAtLevel=1",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            MemoryRun.class.getName());
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    Map<Long, Long> resident = new LinkedHashMap<>();
    Map<Long, Long> heap = new LinkedHashMap<>();
    try (BufferedReader lines = process.inputReader()) {
      lines
          .lines()
          .map(LINE::matcher)
          .filter(Matcher::matches)
          .forEach(
              m -> {
                resident.put(Long.valueOf(m.group(1)), Long.valueOf(m.group(2)));
                heap.put(Long.valueOf(m.group(1)), Long.valueOf(m.group(3)));
              });
    }
    assertThat(process.waitFor()).isZero();
    System.out.println("resident kB by step: " + resident + ", live heap: " + heap);
    double early = resident.get(500L);
    assertThat((double) resident.get(10_000L)).isBetween(0.95 * early, 1.05 * early);
    // ND4J's table of off-heap blocks grows to the most that ever waited for the collector.
    assertThat(heap.get(10_000L)).isLessThan(heap.get(500L) + 4096);
  }
}

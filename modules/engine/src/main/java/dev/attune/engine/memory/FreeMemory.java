package dev.attune.engine.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory outside the heap that can still be had; asking for more would end the process. */
public final class FreeMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private FreeMemory() {}

  /**
   * Makes sure that there is room for a step's intermediates.
   *
   * @throws InsufficientMemoryException if there is not
   */
  public static void requireForStep(long bytes) {
    require("a step's intermediates", bytes, true);
  }

  /**
   * Makes sure that there is room for a model's parameters and their gradients.
   *
   * @throws InsufficientMemoryException if there is not
   */
  public static void requireForParameters(long bytes) {
    require("the parameters and their gradients", bytes, false);
  }

  private static void require(String what, long bytes, boolean growsWithBatch) {
    long free = bytes();
    if (bytes > free) {
      throw new InsufficientMemoryException(what, bytes, free, growsWithBatch);
    }
  }

  /** What the machine or the container can still give; all it has where it does not tell. */
  public static long bytes() {
    long container = Long.MAX_VALUE;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      container = system.getTotalMemorySize();
    }
    try {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith("MemAvailable:")) {
          return Math.min(container, Long.parseLong(line.replaceAll("[^0-9]", "")) << 10);
        }
      }
    } catch (IOException e) {
      return container;
    }
    return container;
  }
}

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
   * Makes sure that there is so much.
   *
   * @throws InsufficientMemoryException if there is not
   */
  public static void require(long bytes) {
    long free = bytes();
    if (bytes > free) {
      throw new InsufficientMemoryException(bytes, free);
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

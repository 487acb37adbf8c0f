package dev.attune.engine.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory outside the heap that can still be had; asking for more would end the process. */
public final class FreeMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path GROUP = Path.of("/sys/fs/cgroup");

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
   * Makes sure that there is room for a model's parameters, their gradients and an optimiser's two
   * moments.
   *
   * @throws InsufficientMemoryException if there is not
   */
  public static void requireForParameters(long bytes) {
    require("the parameters, their gradients and moments", bytes, false);
  }

  private static void require(String what, long bytes, boolean growsWithBatch) {
    long free = bytes();
    if (bytes > free) {
      throw new InsufficientMemoryException(what, bytes, free, growsWithBatch);
    }
  }

  /** What the machine and the container can still give; all there is where they do not tell. */
  public static long bytes() {
    long total = Long.MAX_VALUE;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      total = system.getTotalMemorySize();
    }
    long machine = value(MEMORY, "MemAvailable:").orElse(total >> 10) << 10;
    return Math.max(0, Math.min(Math.min(total, machine), container()));
  }

  /** The group's limit less what it uses, file pages that can go excepted. */
  private static long container() {
    OptionalLong limit = number(GROUP.resolve("memory.max"));
    OptionalLong used = number(GROUP.resolve("memory.current"));
    if (limit.isEmpty() || used.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long pages = value(GROUP.resolve("memory.stat"), "inactive_file ").orElse(0);
    return limit.getAsLong() - used.getAsLong() + pages;
  }

  /** The number in a file; none if it says {@code max}, or is not there. */
  private static OptionalLong number(Path file) {
    return value(file, "");
  }

  private static OptionalLong value(Path file, String key) {
    try {
      for (String line : Files.readAllLines(file)) {
        String digits = line.replaceAll("[^0-9]", "");
        if (line.startsWith(key) && !digits.isEmpty()) {
          return OptionalLong.of(Long.parseLong(digits));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}

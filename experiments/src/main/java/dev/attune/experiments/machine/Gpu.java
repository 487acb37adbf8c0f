package dev.attune.experiments.machine;

import java.util.List;

/**
 * A GPU.
 *
 * @param name of the product
 * @param driver its driver's version
 * @param computeCapability such as {@code 8.9}
 * @param memoryMebibytes of its own
 * @param executor which executor could run on it, and how; or why none can
 */
public record Gpu(
    String name, String driver, String computeCapability, long memoryMebibytes, String executor) {
  private static final String CAPABILITY = "\\d+\\.\\d+";
  private static final double OLDEST = 3.7;
  private static final double NEWEST = 8.9;
  private static final double OLDEST_OF_CUDA = 7.5;

  /** Those that nvidia-smi lists. */
  static List<Gpu> inspect() {
    return Programs.output(
            "nvidia-smi",
            "--query-gpu=name,driver_version,compute_cap,memory.total",
            "--format=csv,noheader,nounits")
        .map(Gpu::of)
        .orElse(List.of());
  }

  /** From nvidia-smi's lines. */
  static List<Gpu> of(String lines) {
    return lines
        .lines()
        .map(line -> line.split(",\\s*", -1))
        .filter(cells -> cells.length == 4)
        .map(
            cells ->
                new Gpu(
                    cells[0].strip(),
                    cells[1].strip(),
                    cells[2].strip(),
                    cells[3].strip().matches("\\d+") ? Long.parseLong(cells[3].strip()) : 0,
                    executor(cells[2].strip())))
        .toList();
  }

  /** Whether the executor cuda runs on GPUs of this kind. */
  boolean suitsCuda() {
    return computeCapability.matches(CAPABILITY)
        && Double.parseDouble(computeCapability) >= OLDEST_OF_CUDA;
  }

  /**
   * nd4j-cuda-11.6 holds machine code for some capabilities alone, and nothing to compile more; the
   * executor cuda compiles for what it finds.
   */
  private static String executor(String capability) {
    if (!capability.matches(CAPABILITY)) {
      return "unknown: the driver does not tell the compute capability";
    }
    double value = Double.parseDouble(capability);
    if (value >= OLDEST_OF_CUDA) {
      return "cuda, with CUDA 13's driver and libraries";
    }
    return value >= OLDEST && value <= NEWEST
        ? "nd4j, built with the Maven profile nd4j-cuda and the CUDA 11.6 libraries"
        : "none: nd4j-cuda-11.6 runs on compute capability 3.7 to 8.9, cuda on 7.5 and newer";
  }
}

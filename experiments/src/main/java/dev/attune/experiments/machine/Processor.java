package dev.attune.experiments.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The processor.
 *
 * @param model its name
 * @param cores that this process may use
 * @param features instruction sets that matter to the kernels; empty where the system does not tell
 */
public record Processor(String model, int cores, List<String> features) {
  /** Those without which the AVX-512 build of the kernels cannot run. */
  public static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

  private static final Set<String> TELLING =
      Set.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "f16c",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512dq",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "amx_bf16",
          "asimd",
          "asimddp",
          "sve",
          "bf16");

  /** This machine's. */
  static Processor inspect() {
    int cores = Runtime.getRuntime().availableProcessors();
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try {
        return of(Files.readAllLines(info), cores);
      } catch (IOException e) {
        return new Processor(System.getProperty("os.arch"), cores, List.of());
      }
    }
    String model =
        Programs.output("sysctl", "-n", "machdep.cpu.brand_string")
            .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
            .orElse(System.getProperty("os.arch"));
    return new Processor(model.strip(), cores, List.of());
  }

  /** From the lines of {@code /proc/cpuinfo}. */
  static Processor of(List<String> lines, int cores) {
    Set<String> features = new TreeSet<>();
    Arrays.stream(value(lines, "flags", value(lines, "Features", "")).split(" "))
        .filter(TELLING::contains)
        .forEach(features::add);
    String model = value(lines, "model name", System.getProperty("os.arch"));
    return new Processor(model, cores, List.copyOf(features));
  }

  private static String value(List<String> lines, String key, String otherwise) {
    return lines.stream()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  /** Whether the AVX-512 build of the kernels runs here. */
  boolean hasAvx512() {
    return features.containsAll(AVX512);
  }
}

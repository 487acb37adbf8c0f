package dev.attune.engine.cuda.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.Programs;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.launch.Launch;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramCompiler;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelSourceTest {
  @TempDir Path folder;

  private static List<KernelSource> sources(DevicePlan plan) {
    List<KernelSource> sources = new ArrayList<>();
    for (Launch launch : plan.launches()) {
      if (launch instanceof Launch.Generated generated) {
        KernelSource source = KernelSource.of(generated.kernels(), plan::isNarrow);
        sources.add(source.called("kernel_" + sources.size()));
      } else if (launch instanceof Launch.OverWindows windows) {
        KernelSource source = KernelSource.of(windows.kernel(), plan::isNarrow);
        sources.add(source.called("kernel_" + sources.size()));
      }
    }
    return sources;
  }

  private static List<KernelSource> named(List<KernelSource> sources) {
    return IntStream.range(0, sources.size())
        .mapToObj(i -> sources.get(i).called("kernel_" + i))
        .toList();
  }

  static Map<String, Function<Graph, Value>> graphs() {
    return Map.of(
        "softmax", graph -> Activations.softmax(graph.input("x", 30, 5)),
        "gelu_and_residual",
            graph -> {
              Value x = graph.input("x", 4, 6, 8);
              return Arithmetic.add(Activations.gelu(Arithmetic.scale(x, 0.5)), x);
            },
        "sum_of_columns", graph -> Reductions.sum(graph.input("x", 300, 40), false, 0),
        "mean_square_of_all",
            graph -> Reductions.mean(Arithmetic.square(graph.input("x", 64, 100)), false));
  }

  static Stream<String> names() {
    return graphs().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theTextIsTheOneThatWasLookedAt(String name) throws IOException {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Value output = graphs().get(name).apply(graph);
    Program program = ProgramCompiler.forward(graph, Map.of("output", output));
    String text =
        sources(DevicePlan.of(program, Precision.FP32)).stream()
            .map(source -> "// " + source.schedule() + "\n" + source.text())
            .collect(Collectors.joining("\n"));
    // The new text, should it be better than the golden one.
    Path written = Path.of("target", "golden", name + ".cu");
    Files.createDirectories(written.getParent());
    Files.writeString(written, text);
    try (InputStream stream = getClass().getResourceAsStream(name + ".cu")) {
      assertThat(stream).as("golden file " + name + ".cu").isNotNull();
      String golden = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).isEqualTo(golden);
    }
  }

  /** Twenty sums of long columns, whose parts are joined by one launch. */
  private static Program manySums() {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Map<String, Value> sums = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      sums.put("y" + i, Reductions.sum(graph.input("x" + i, 4096, 192), false, 0));
    }
    return ProgramCompiler.forward(graph, sums);
  }

  /** A compiler lays every declaration beside the others, and 48 KB are all there is. */
  @Test
  void whatKernelsOfOneLaunchShareIsDeclaredOnce() {
    DevicePlan plan = DevicePlan.of(manySums(), Precision.FP32);
    assertThat(plan.launches())
        .anyMatch(launch -> ((Launch.Generated) launch).kernels().size() == 20);
    assertThat(sources(plan)).allMatch(source -> source.text().split("__shared__", -1).length == 2);
  }

  @Test
  void nvccTakesItForEveryArchitecture() throws Exception {
    assumeTrue(Nvcc.possible(), "nvcc is not installed: nothing compiles the sources here");
    List<KernelSource> sources = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      sources.addAll(sources(DevicePlan.of(Programs.block(50, 128), precision)));
      sources.addAll(sources(DevicePlan.of(Programs.images(), precision)));
    }
    sources.addAll(sources(DevicePlan.of(manySums(), Precision.FP32)));
    Nvcc.compile(folder, named(sources));
  }
}

package dev.attune.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What can be said of the suite without a GPU. */
class GpuSuiteTest {

  /** Has every precision, and notes in which it was opened; computes on the CPU in each. */
  private static final class Pretending implements ExecutorOffer {
    private final List<Precision> opened = new ArrayList<>();

    @Override
    public String name() {
      return "cuda";
    }

    @Override
    public String on() {
      return "a CPU";
    }

    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public int rank() {
      return -1;
    }

    @Override
    public List<Precision> precisions() {
      return List.of(Precision.values());
    }

    @Override
    public Executor open(Precision precision) {
      opened.add(precision);
      return AvailableExecutors.auto();
    }
  }

  private static String whose(Measurement line) {
    return line.work() + ": " + line.side();
  }

  @Test
  void eachWorkIsTimedInEachPrecision() {
    Pretending offer = new Pretending();
    List<String> told = new ArrayList<>();
    List<Measurement> lines =
        GpuSuite.steps(offer, List.of(new BlockWork(2, 4), new TinyWork(2, 8, 1)), told::add);
    assertThat(lines).extracting(Measurement::unit).containsOnly("ms");
    List<Measurement> steps = lines.stream().filter(l -> l.quantity().equals("step")).toList();
    List<Measurement> host = lines.stream().filter(l -> l.quantity().equals("host")).toList();
    assertThat(steps)
        .extracting(GpuSuiteTest::whose)
        .containsExactly(
            "block-2: cuda, fp32",
            "block-2: cuda, tf32",
            "block-2: cuda, bf16",
            "tiny-2: cuda, fp32",
            "tiny-2: cuda, tf32",
            "tiny-2: cuda, bf16");
    assertThat(host)
        .extracting(GpuSuiteTest::whose)
        .containsExactlyElementsOf(steps.stream().map(GpuSuiteTest::whose).toList());
    // The host's part lies within the step's.
    for (int i = 0; i < host.size(); i++) {
      assertThat(host.get(i).maximum()).isLessThanOrEqualTo(steps.get(i).maximum());
    }
    assertThat(offer.opened)
        .containsExactly(
            Precision.FP32,
            Precision.TF32,
            Precision.BF16,
            Precision.FP32,
            Precision.TF32,
            Precision.BF16);
    assertThat(told).hasSize(6);
  }

  @Test
  void worksAndPrecisionsHaveTheNamesOfPyTorchsSide() throws IOException {
    String script = Files.readString(Path.of("../benchmarks/gpu/pytorch_steps.py"));
    for (StandardWork work : GpuSuite.works()) {
      assertThat(script).contains('"' + GpuSuite.label(work) + "\": (" + work.rows());
    }
    for (Precision precision : List.of(Precision.TF32, Precision.BF16)) {
      assertThat(script).contains("\"eager, " + precision + '"');
    }
  }
}

package dev.attune.experiments.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.experiments.machine.Machine.Client;
import dev.attune.experiments.machine.Machine.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final List<Client> CLIENTS = List.of(new Client("mvn", true));
  private static final Processor AVX512 = new Processor("x", 2, List.copyOf(Processor.AVX512));

  private static Nd4jBackend kernels(String build, Optional<String> failure) {
    return new Nd4jBackend(
        "1", "CpuBackend", build, "OPENBLAS", build.contains("onednn"), "1", failure);
  }

  private static List<String> advice(Nd4jBackend nd4j, long memory, List<Client> clients) {
    return Inspection.problems(AVX512, memory, nd4j, clients, List.of()).stream()
        .map(Machine.Problem::advice)
        .toList();
  }

  @Test
  void aSuitedMachineHasNoProblems() {
    Nd4jBackend nd4j = kernels("linux-x86_64-onednn-avx512", Optional.empty());
    assertThat(advice(nd4j, 16L << 30, CLIENTS)).isEmpty();
  }

  @Test
  void slowKernelsAreNamed() {
    assertThat(advice(kernels("linux-x86_64-onednn-avx2", Optional.empty()), 0, CLIENTS))
        .singleElement()
        .asString()
        .contains("-onednn-avx512");
    assertThat(advice(kernels("linux-x86_64", Optional.empty()), 0, CLIENTS))
        .singleElement()
        .asString()
        .contains("-onednn-avx2");
    assertThat(advice(kernels("linux-arm64", Optional.empty()), 0, CLIENTS)).isEmpty();
  }

  @Test
  void littleMemoryAMissingMavenAndABrokenBackendAreNamed() {
    Nd4jBackend broken = kernels("macosx-arm64", Optional.of("no jnind4jcpu"));
    List<Client> none = List.of(new Client("mvn", false));
    assertThat(advice(broken, 2L << 30, none)).hasSize(3);
  }

  @Test
  void aGpuThatIsThereAndCannotBeUsedIsNamedWithTheReason() {
    Nd4jBackend nd4j = kernels("linux-x86_64-onednn-avx512", Optional.empty());
    Optional<String> obstacle =
        AvailableExecutors.offers().stream()
            .filter(offer -> offer.name().equals("cuda"))
            .findFirst()
            .flatMap(ExecutorOffer::obstacle);
    assumeTrue(obstacle.isPresent(), "the executor cuda runs on this machine");
    List<Gpu> gpus = Gpu.of("NVIDIA H100 80GB HBM3, 580.65, 9.0, 81559");
    assertThat(Inspection.problems(AVX512, 0, nd4j, CLIENTS, gpus))
        .containsExactly(new Problem("executor cuda cannot use the GPU", obstacle.get()));
    List<Gpu> old = Gpu.of("Tesla P100, 535.54, 6.0, 16384");
    assertThat(Inspection.problems(AVX512, 0, nd4j, CLIENTS, old)).isEmpty();
  }
}

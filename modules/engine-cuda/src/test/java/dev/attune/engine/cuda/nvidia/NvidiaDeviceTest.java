package dev.attune.engine.cuda.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.engine.cuda.device.EmulatedDevice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The calls to the driver, to NVRTC, to cuBLASLt and to NCCL, through the true bindings, in a
 * process whose libraries of these names are fakes that run on the CPU.
 */
class NvidiaDeviceTest {
  private static final List<String> LIBRARIES =
      List.of(
          "libcuda.so.1",
          "libcudart.so.13",
          "libnvrtc.so.13",
          "libcublas.so.13",
          "libcublasLt.so.13",
          "libnccl.so.2");

  @TempDir static Path folder;

  @BeforeAll
  static void buildTheFakes() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "the fakes are for Linux");
    assumeTrue(EmulatedDevice.possible(), "g++ is not installed: nothing builds the fakes here");
    copy("fake-cuda.cpp", NvidiaDeviceTest.class);
    copy("emulation.hpp", EmulatedDevice.class);
    copy("products.hpp", EmulatedDevice.class);
    Process compiler =
        new ProcessBuilder(
                List.of(
                    "g++",
                    "-std=c++17",
                    "-O1",
                    "-w",
                    "-shared",
                    "-fPIC",
                    "-o",
                    "libfake.so",
                    "fake-cuda.cpp",
                    "-ldl"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
    for (String library : LIBRARIES) {
      Files.createSymbolicLink(folder.resolve(library), folder.resolve("libfake.so"));
    }
  }

  private static void copy(String name, Class<?> beside) throws IOException {
    try (InputStream stream = beside.getResourceAsStream(name)) {
      Files.copy(stream, folder.resolve(name));
    }
  }

  private record Ended(int code, String said) {}

  private static Ended run(String what, Map<String, String> environment, String... more)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of(OnFakeGpu.class.getName(), what));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    builder.environment().put("FAKE_CUDA_FOLDER", folder.toString());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    Files.deleteIfExists(folder.resolve("fault"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static long modules() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".cpp")).count();
    }
  }

  @Test
  void programsAgreeAndAreCompiledOnce() throws Exception {
    Ended first = run("agree", Map.of());
    assertThat(first.said).contains("agrees");
    assertThat(first.code).as(first.said).isZero();
    long compiled = modules();
    assertThat(compiled).isGreaterThan(1);
    Ended second = run("agree", Map.of());
    assertThat(second.code).as(second.said).isZero();
    assertThat(modules()).as("and the compiler's trial").isEqualTo(compiled + 1);
  }

  /** The fake runs what is on a stream as late as it may, or copies as early as they may. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void aTrainingThatStaysThereFollowsNd4j(String eager) throws Exception {
    Ended ended = run("train", Map.of("FAKE_CUDA_EAGER", eager));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().isEqualTo("agrees");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void ranksOnTwoGpusFollowGradientCaching(String eager) throws Exception {
    Ended ended = run("ranks", Map.of("FAKE_CUDA_EAGER", eager));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().isEqualTo("agrees");
  }

  @Test
  void moreGpusThanThereAreAreRefused() throws Exception {
    Ended ended = run("devices", Map.of(), "3");
    assertThat(ended.said.strip().lines())
        .last()
        .isEqualTo("devices: expected at most 2, as many GPUs as there are, found 3");
  }

  @Test
  void whereNcclIsNotThereOneLineSaysSo(@TempDir Path others) throws Exception {
    for (String library : LIBRARIES) {
      if (!library.startsWith("libnccl")) {
        Files.createSymbolicLink(others.resolve(library), folder.resolve("libfake.so"));
      }
    }
    Ended ended = run("ranks", Map.of("LD_LIBRARY_PATH", others.toString()));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines())
        .last()
        .isEqualTo(
            "executor cuda: nccl: libnccl.so.2 does not load, which several GPUs need; install NCCL"
                + " for CUDA 13, or put its folder on LD_LIBRARY_PATH");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FAKE_CUDA_DRIVER | 12040 | driver: expected one for CUDA 13.0 or newer,"
            + " found one for CUDA 12.4; install a newer driver",
        "FAKE_CUDA_CAPABILITY | 70 | Fake GPU: expected compute capability 7.5 or"
            + " newer, found 7.0; another GPU is needed",
        "FAKE_CUDA_CAPABILITY | 103 | nvrtc 13.0: compiles for no GPU of compute"
            + " capability 10.3; install a newer CUDA 13 toolkit",
        "FAKE_CUDA_BYTES | 1000000 | the buffers of cuBLASLt's products on Fake GPU need 33 MiB,"
            + " and 0 MiB of memory are free; nvidia-smi lists which processes hold the rest",
        "FAKE_CUBLAS | 120803 | cuBLASLt: expected version 13, found 12.8; put CUDA"
            + " 13's libcublasLt on LD_LIBRARY_PATH",
        "FAKE_NVRTC_MAJOR | 12 | nvrtc: expected version 13, found 12; put CUDA 13's"
            + " libnvrtc on LD_LIBRARY_PATH",
        "FAKE_NVRTC_LACKS_PARTS | yes | nvrtc 13.0: nvrtc: error: failed to open"
            + " libnvrtc-builtins.so.13.0 (it has to lie beside libnvrtc: install the toolkit)",
        "FAKE_CUDA_FAULT | cuInit 100 | cuInit: what the fake says (100): the driver"
            + " is there, a GPU is not; nvidia-smi lists those there are, CUDA_VISIBLE_DEVICES can"
            + " hide them, and a container has to be given them",
        "FAKE_CUDA_FAULT | cuInit 803 | cuInit: what the fake says (803): the driver"
            + " was renewed since the machine started; restart it",
        "FAKE_CUDA_FAULT | cuDevicePrimaryCtxRetain 2 | cuDevicePrimaryCtxRetain:"
            + " out of memory, and 1024 MiB of memory are free; nvidia-smi lists which processes hold"
            + " the rest",
        "FAKE_CUDA_FAULT | cuDevicePrimaryCtxRetain 46 | cuDevicePrimaryCtxRetain:"
            + " what the fake says (46): this process cannot use the GPU any further; nvidia-smi"
            + " tells its state"
      })
  void whatIsInTheWayIsSaidInOneLine(String name, String value, String expected) throws Exception {
    Ended ended = run("obstacle", Map.of(name, value));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"libcuda.so.1", "libnvrtc.so.13", "libcublas.so.13", "libcublasLt.so.13"})
  void aLibraryThatIsNotThereIsNamed(String missing, @TempDir Path others) throws Exception {
    assumeTrue(!Files.exists(Path.of("/proc/driver/nvidia/version")), "this machine has a driver");
    for (String library : LIBRARIES) {
      if (!library.equals(missing)) {
        Files.createSymbolicLink(others.resolve(library), folder.resolve("libfake.so"));
      }
    }
    Ended ended = run("obstacle", Map.of("LD_LIBRARY_PATH", others.toString()));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().asString().contains(missing + " is not there");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whateverCallFailsEverythingIsGivenBack(int status) throws Exception {
    Ended ended = run("faults", Map.of("FAKE_CUDA_IDLE", "1"), Integer.toString(status));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said).contains("gave everything back");
  }

  @Test
  void whicheverCallOfRanksFailsBothGpusAreGivenBack() throws Exception {
    ranksGiveBack(7);
  }

  @Test
  @Tag("slow")
  void whateverCallOfRanksFailsBothGpusAreGivenBack() throws Exception {
    ranksGiveBack(1);
  }

  private static void ranksGiveBack(int apart) throws Exception {
    Map<String, String> idle = Map.of("FAKE_CUDA_IDLE", "1");
    Ended ended = run("faults of ranks", idle, "1", Integer.toString(apart));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said).contains("gave everything back");
  }

  @ParameterizedTest
  @CsvSource({"1, 719", "2, 46", "5, 700", "8, 719"})
  void aGpuThatIsLostInTheMiddleOfARunEndsItInOneLine(int call, int status) throws Exception {
    Ended ended = run("lost", Map.of(), Integer.toString(call), Integer.toString(status));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines())
        .last()
        .asString()
        .matches("executor cuda: cu\\w+: what the fake says \\(" + status + "\\): .*nvidia-smi.*");
  }
}

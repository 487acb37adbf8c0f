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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The calls to the driver, to NVRTC and to cuBLASLt, through the true bindings, in a process whose
 * libraries of these names are fakes that run on the CPU.
 */
class NvidiaDeviceTest {
  private static final List<String> LIBRARIES =
      List.of(
          "libcuda.so.1",
          "libcudart.so.13",
          "libnvrtc.so.13",
          "libcublas.so.13",
          "libcublasLt.so.13");

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

  private static Ended run(String what, Map<String, String> environment) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of(OnFakeGpu.class.getName(), what));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    builder.environment().put("FAKE_CUDA_FOLDER", folder.toString());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
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
    assertThat(modules()).isEqualTo(compiled);
  }

  /** The fake runs what is on a stream as late as it may, or copies as early as they may. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void aTrainingThatStaysThereFollowsNd4j(String eager) throws Exception {
    Ended ended = run("train", Map.of("FAKE_CUDA_EAGER", eager));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().isEqualTo("agrees");
  }

  /** What is not given back ends the process with an error. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cuMemAllocHost:1 | cuMemAllocHost of 1 MiB of the host's memory: out of memory (2)",
        "cuMemAllocHost:2 | cuMemAllocHost of 1 MiB of the host's memory: out of memory (2)",
        "cuStreamCreate:2 | cuStreamCreate: what the fake says (1)",
        "cuEventCreate:1 | cuEventCreate: what the fake says (1)",
        "cuEventCreate:2 | cuEventCreate: what the fake says (1)",
        "cuEventCreate:3 | cuEventCreate: what the fake says (1)"
      })
  void whatIsRefusedLeavesNothingBehind(String call, String expected) throws Exception {
    Ended ended = run("train", Map.of("FAKE_CUDA_REFUSED", call));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().isEqualTo("executor cuda: " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FAKE_CUDA_DRIVER | 12040 | executor cuda: driver: expected one for CUDA 13.0 or newer,"
            + " found one for CUDA 12.4; a newer driver helps",
        "FAKE_CUDA_CAPABILITY | 70 | executor cuda: Fake GPU: expected compute capability 7.5 or"
            + " newer, found 7.0",
        "FAKE_CUDA_BYTES | 1000000 | a step's arrays on Fake GPU need 33 MiB, and 0 MiB of memory"
            + " are free",
        "LD_LIBRARY_PATH | /nowhere | no NVIDIA driver is installed (libcuda.so.1 is not there)"
      })
  void whatIsInTheWayIsSaidInOneLine(String name, String value, String expected) throws Exception {
    assumeTrue(
        !name.equals("LD_LIBRARY_PATH") || !Files.exists(Path.of("/proc/driver/nvidia/version")),
        "this machine has a driver");
    Ended ended = run("obstacle", Map.of(name, value));
    assertThat(ended.code).as(ended.said).isZero();
    assertThat(ended.said.strip().lines()).last().isEqualTo(expected);
  }
}

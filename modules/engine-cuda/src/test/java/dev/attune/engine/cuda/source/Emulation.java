package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.RowKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Generated sources compiled as C++ and run on this machine's CPU, a block's threads in turns.
 *
 * @param folder for the program and its data
 */
public record Emulation(Path folder) {
  private static final List<String> COMPILER = List.of("g++", "-std=c++17", "-O0", "-w");

  /** Whether there is a compiler. */
  public static boolean possible() throws InterruptedException {
    try {
      Process version =
          new ProcessBuilder("g++", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return version.waitFor(1, TimeUnit.MINUTES) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Launches kernels one after another, each on memory of its own.
   *
   * @param memories by storage, one map a kernel; written to
   */
  public void run(List<RowKernel> kernels, List<Map<Integer, float[]>> memories)
      throws IOException, InterruptedException {
    List<KernelSource> sources = new ArrayList<>();
    for (RowKernel kernel : kernels) {
      sources.add(KernelSource.of(kernel, "kernel_" + sources.size()));
    }
    Files.writeString(folder.resolve("kernels.cpp"), program(sources, memories));
    List<String> compile = new ArrayList<>(COMPILER);
    compile.addAll(List.of("-o", "kernels", "kernels.cpp"));
    finish(compile);
    write(memories);
    finish(List.of("./kernels"));
    read(memories);
  }

  private static String program(List<KernelSource> sources, List<Map<Integer, float[]>> memories)
      throws IOException {
    StringBuilder text = new StringBuilder();
    try (InputStream stream = Emulation.class.getResourceAsStream("emulation.hpp")) {
      text.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
    text.append(KernelSource.prelude());
    StringBuilder table = new StringBuilder("\nint main() {\n  return launchAll({\n");
    for (int i = 0; i < sources.size(); i++) {
      KernelSource source = sources.get(i);
      Schedule schedule = source.schedule();
      List<Integer> order = List.copyOf(new TreeMap<>(memories.get(i)).keySet());
      text.append('\n').append(source.text()).append(call(source, order));
      String lengths =
          order.stream()
              .map(memories.get(i)::get)
              .map(values -> Integer.toString(values.length))
              .collect(Collectors.joining(", "));
      table.append(
          "    {%d, %d, %d, call_%s, {%s}},%n"
              .formatted(
                  schedule.grid(), schedule.blockX(), schedule.blockY(), source.name(), lengths));
    }
    return text.append(table).append("  });\n}\n").toString();
  }

  /** A function without parameters that passes the addresses on. */
  private static String call(KernelSource source, List<Integer> order) {
    String addresses =
        source.storages().stream()
            .map(id -> "given[%d]".formatted(order.indexOf(id)))
            .collect(Collectors.joining(", "));
    return "static void call_%s() {%n  %s(%s);%n}%n"
        .formatted(source.name(), source.name(), addresses);
  }

  private void write(List<Map<Integer, float[]>> memories) throws IOException {
    long floats =
        memories.stream().flatMap(m -> m.values().stream()).mapToLong(v -> v.length).sum();
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(4 * floats)).order(ByteOrder.nativeOrder());
    for (Map<Integer, float[]> memory : memories) {
      for (float[] values : new TreeMap<>(memory).values()) {
        for (float value : values) {
          buffer.putFloat(value);
        }
      }
    }
    Files.write(folder.resolve("in.bin"), buffer.array());
  }

  private void read(List<Map<Integer, float[]>> memories) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out.bin")))
            .order(ByteOrder.nativeOrder());
    for (Map<Integer, float[]> memory : memories) {
      for (float[] values : new TreeMap<>(memory).values()) {
        for (int i = 0; i < values.length; i++) {
          values[i] = buffer.getFloat();
        }
      }
    }
  }

  private void finish(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }
}

package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.launch.Matrix;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.Compilers;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A device that is this machine's CPU: a recording's texts are compiled by {@code g++}, and a
 * replay is a process that runs them on all of the device's memory, a block's threads in turns.
 */
public final class EmulatedDevice implements Device {
  private static final List<String> COMPILER = List.of("g++", "-std=c++17", "-O0", "-w");

  private final Path folder;
  private final long capacity;
  private final TreeMap<Long, float[]> memory = new TreeMap<>();
  private long next = 1 << 20;
  private int recordings;

  /**
   * An empty one.
   *
   * @param folder for programs and their data
   * @param capacity bytes
   */
  public EmulatedDevice(Path folder, long capacity) {
    this.folder = folder;
    this.capacity = capacity;
  }

  /** Whether there is a compiler. */
  public static boolean possible() throws InterruptedException {
    return Compilers.has("g++");
  }

  @Override
  public String description() {
    return "this machine's CPU by g++";
  }

  /** Bytes that are not given back. */
  public long used() {
    return memory.values().stream().mapToLong(values -> 4L * values.length).sum();
  }

  @Override
  public long allocate(long bytes) {
    if (used() + bytes > capacity) {
      throw new InsufficientMemoryException("a program", bytes, capacity - used(), true);
    }
    long address = next;
    // What nobody has written shows.
    float[] values = new float[Math.toIntExact((bytes + 3) / 4)];
    Arrays.fill(values, Float.NaN);
    memory.put(address, values);
    next += (bytes + 511) / 256 * 256;
    return address;
  }

  @Override
  public void free(long address) {
    if (memory.remove(address) == null) {
      throw new IllegalArgumentException("freed twice: " + address);
    }
  }

  @Override
  public void upload(Pointer from, long to, long bytes) {
    Map.Entry<Long, float[]> block = memory.floorEntry(to);
    int first = Math.toIntExact((to - block.getKey()) / 4);
    new FloatPointer(from).get(block.getValue(), first, Math.toIntExact(bytes / 4));
  }

  @Override
  public void download(long from, Pointer to, long bytes) {
    Map.Entry<Long, float[]> block = memory.floorEntry(from);
    int first = Math.toIntExact((from - block.getKey()) / 4);
    new FloatPointer(to).put(block.getValue(), first, Math.toIntExact(bytes / 4));
  }

  @Override
  public Recording record(List<Call> calls) {
    String name = "recording" + recordings++;
    try {
      Files.writeString(folder.resolve(name + ".cpp"), program(calls));
      List<String> compile = new ArrayList<>(COMPILER);
      compile.addAll(List.of("-o", name, name + ".cpp"));
      finish(compile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<float[]> blocks = List.copyOf(memory.values());
    return new Recording() {
      @Override
      public void replay() {
        run(name, blocks);
      }

      @Override
      public void close() {}
    };
  }

  private String program(List<Call> calls) throws IOException {
    StringBuilder text = new StringBuilder();
    try (InputStream stream = EmulatedDevice.class.getResourceAsStream("emulation.hpp")) {
      text.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
    text.append(KernelSource.prelude());
    StringBuilder main =
        new StringBuilder("\nint main() {\n  FILE* in = fopen(\"in.bin\", \"rb\");\n");
    memory.forEach(
        (address, values) ->
            main.append("  readBlock(in, %dULL, %d);%n".formatted(address, values.length)));
    for (Call call : calls) {
      if (call instanceof Call.Kernel kernel) {
        KernelSource source = kernel.source();
        Schedule schedule = source.schedule();
        text.append('\n').append(source.text()).append(function(kernel));
        main.append(
            "  launch(%d, %d, %d, %d, call_%s);%n"
                .formatted(
                    schedule.grid(),
                    schedule.blockX(),
                    schedule.blockY(),
                    schedule.shared(),
                    source.name()));
      } else {
        product((Call.Product) call, main);
      }
    }
    return text.append(main)
        .append("  return writeBlocks(fopen(\"out.bin\", \"wb\"));\n}\n")
        .toString();
  }

  /** A function without parameters that passes the addresses on, looked up once. */
  private static String function(Call.Kernel kernel) {
    StringBuilder text = new StringBuilder();
    String name = kernel.source().name();
    List<String> places = new ArrayList<>();
    text.append("static void call_%s() {%n".formatted(name));
    for (long address : kernel.addresses()) {
      text.append("  static float* p%d = at(%dULL);%n".formatted(places.size(), address));
      places.add("p" + places.size());
    }
    return text.append("  %s(%s);%n}%n".formatted(name, String.join(", ", places))).toString();
  }

  private static void product(Call.Product call, StringBuilder main) {
    for (MatrixProduct.Batch batch : call.product().batches()) {
      for (long i = 0; i < batch.count(); i++) {
        main.append(one(call, batch, i));
      }
    }
  }

  private static String one(Call.Product call, MatrixProduct.Batch batch, long i) {
    MatrixProduct product = call.product();
    String addend =
        product.addend().map(m -> factor(batch, m, call.addend(), i)).orElse("{nullptr, false, 0}");
    String bias =
        product
            .bias()
            .map(vector -> "at(%dULL)".formatted(call.bias() + 4 * vector.offset()))
            .orElse("nullptr");
    Matrix result = product.result();
    return "  product(%s, %s, %s, %s, at(%dULL), %d, %d, %d, %d, %s, %s);%n"
        .formatted(
            factor(batch, product.first(), call.first(), i),
            factor(batch, product.second(), call.second(), i),
            addend,
            bias,
            address(batch, result, call.result(), i),
            result.leading(),
            product.rows(),
            product.columns(),
            product.inner(),
            (float) product.scale(),
            (float) product.share());
  }

  private static String factor(MatrixProduct.Batch batch, Matrix matrix, long address, long i) {
    long at = address(batch, matrix, address, i);
    // BLAS transposes what is not turned; the addend always is.
    return "{at(%dULL), %s, %d}".formatted(at, !matrix.turned(), matrix.leading());
  }

  private static long address(MatrixProduct.Batch batch, Matrix matrix, long address, long i) {
    return address + 4 * (batch.offset(matrix) + i * batch.stride(matrix));
  }

  /** Runs on the memory that there was when it was recorded. */
  private void run(String name, List<float[]> blocks) {
    long floats = blocks.stream().mapToLong(values -> values.length).sum();
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(4 * floats)).order(ByteOrder.nativeOrder());
    for (float[] values : blocks) {
      buffer.asFloatBuffer().put(values);
      buffer.position(buffer.position() + 4 * values.length);
    }
    try {
      Files.write(folder.resolve("in.bin"), buffer.array());
      finish(List.of("./" + name));
      ByteBuffer written =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out.bin")))
              .order(ByteOrder.nativeOrder());
      for (float[] values : blocks) {
        written.asFloatBuffer().get(values);
        written.position(written.position() + 4 * values.length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void finish(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void synchronize() {
    // A replay has ended when it returns.
  }

  @Override
  public void close() {
    if (!memory.isEmpty()) {
      throw new IllegalStateException(used() + " bytes were never given back");
    }
  }
}

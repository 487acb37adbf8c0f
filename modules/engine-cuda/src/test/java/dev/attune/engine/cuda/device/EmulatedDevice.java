package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.launch.Matrix;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.Compilers;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A device that is this machine's CPU: a recording's texts are compiled by {@code g++}, and a
 * replay is a process that runs them on all of the device's memory, a block's threads in turns.
 */
public final class EmulatedDevice implements Device {
  private static final List<String> COMPILER = List.of("g++", "-std=c++17", "-O0", "-w");

  /** Programs by their text: most tests of a class record the same calls. */
  private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

  /** Where the headers are, compiled once: they take longer than most programs. */
  private static final class Headers {
    static final Path FOLDER = folder();

    private static Path folder() {
      try {
        Path folder = Files.createTempDirectory("emulation");
        folder.toFile().deleteOnExit();
        for (String header : List.of("emulation.hpp", "products.hpp")) {
          try (InputStream stream = EmulatedDevice.class.getResourceAsStream(header)) {
            Files.copy(stream, folder.resolve(header));
          }
          folder.resolve(header).toFile().deleteOnExit();
        }
        compile(folder, "-o", "emulation.hpp.gch", "emulation.hpp");
        folder.resolve("emulation.hpp.gch").toFile().deleteOnExit();
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Path folder;
  private final long capacity;
  private final TreeMap<Long, byte[]> memory = new TreeMap<>();
  private long next = 1 << 20;
  private int recordings;
  private int copies;

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
    return memory.values().stream().mapToLong(block -> block.length).sum();
  }

  @Override
  public long allocate(long bytes) {
    if (used() + bytes > capacity) {
      throw new InsufficientMemoryException("a program", bytes, capacity - used(), true);
    }
    long address = next;
    // What nobody has written shows.
    byte[] block = new byte[Math.toIntExact(bytes)];
    Arrays.fill(block, (byte) 0xff);
    memory.put(address, block);
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
    Map.Entry<Long, byte[]> block = memory.floorEntry(to);
    int first = Math.toIntExact(to - block.getKey());
    new BytePointer(from).get(block.getValue(), first, Math.toIntExact(bytes));
  }

  @Override
  public void download(long from, Pointer to, long bytes) {
    Map.Entry<Long, byte[]> block = memory.floorEntry(from);
    int first = Math.toIntExact(from - block.getKey());
    new BytePointer(to).put(block.getValue(), first, Math.toIntExact(bytes));
  }

  @Override
  public Upload prepareUpload(long through, long to, long bytes) {
    Pointer host = host(bytes);
    return new Upload() {
      @Override
      public Pointer memory() {
        return host;
      }

      @Override
      public void send() {
        upload(host, through, bytes);
        upload(host, to, bytes);
      }

      @Override
      public void close() {
        free(host);
      }
    };
  }

  @Override
  public Download prepareDownload(long from, long bytes) {
    Pointer host = host(bytes);
    return new Download() {
      @Override
      public void begin() {
        download(from, host, bytes);
      }

      @Override
      public Pointer await() {
        return host;
      }

      @Override
      public void close() {
        free(host);
      }
    };
  }

  private Pointer host(long bytes) {
    copies++;
    return new BytePointer(bytes);
  }

  private void free(Pointer host) {
    copies--;
    host.close();
  }

  @Override
  public Recording record(List<Call> calls) {
    String name = "recording" + recordings++;
    NavigableMap<Long, byte[]> reached = reached(calls);
    List<byte[]> blocks = List.copyOf(reached.values());
    byte[] program =
        COMPILED.computeIfAbsent(program(calls, reached), text -> compiled(name, text));
    try {
      Path file = Files.write(folder.resolve(name), program);
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(file + " cannot be made a program");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Recording() {
      @Override
      public void replay() {
        run(name, blocks);
      }

      @Override
      public void close() {}
    };
  }

  /** The blocks that some calls reach. */
  private NavigableMap<Long, byte[]> reached(List<Call> calls) {
    NavigableMap<Long, byte[]> reached = new TreeMap<>();
    for (Call call : calls) {
      for (long address : addresses(call)) {
        Map.Entry<Long, byte[]> block = memory.floorEntry(address);
        if (block != null) {
          reached.put(block.getKey(), block.getValue());
        }
      }
    }
    return reached;
  }

  private static List<Long> addresses(Call call) {
    if (call instanceof Call.Kernel kernel) {
      return kernel.addresses();
    }
    Call.Product product = (Call.Product) call;
    return List.of(
        product.first(), product.second(), product.result(), product.addend(), product.bias());
  }

  private byte[] compiled(String name, String text) {
    try {
      Files.writeString(folder.resolve(name + ".cpp"), text);
      compile(folder, "-I", Headers.FOLDER.toString(), "-o", name, name + ".cpp");
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of some calls. Addresses count from the first block that they reach, so that the same
   * calls elsewhere in memory have the same text.
   */
  private static String program(List<Call> calls, NavigableMap<Long, byte[]> reached) {
    StringBuilder text = new StringBuilder("#include \"emulation.hpp\"\n");
    text.append(Call.text(calls));
    StringBuilder main =
        new StringBuilder("\nint main() {\n  FILE* in = fopen(\"in.bin\", \"rb\");\n");
    long before = reached.isEmpty() ? 0 : reached.firstKey() - 1;
    reached.forEach(
        (address, block) ->
            main.append("  readBlock(in, %dULL, %d);%n".formatted(address - before, block.length)));
    int called = 0;
    for (Call one : calls) {
      Call call = moved(one, before);
      if (call instanceof Call.Kernel kernel) {
        KernelSource source = kernel.source();
        Schedule schedule = source.schedule();
        String name = "call_" + called++;
        text.append('\n').append(function(name, kernel));
        main.append(
            "  launch(%d, %d, %d, %d, %s);%n"
                .formatted(
                    schedule.grid(),
                    schedule.blockX(),
                    schedule.blockY(),
                    schedule.shared(),
                    name));
      } else {
        product((Call.Product) call, main);
      }
    }
    return text.append(main)
        .append("  return writeBlocks(fopen(\"out.bin\", \"wb\"));\n}\n")
        .toString();
  }

  private static Call moved(Call call, long by) {
    List<Long> addresses =
        addresses(call).stream().map(address -> address == 0 ? 0 : address - by).toList();
    if (call instanceof Call.Kernel kernel) {
      return new Call.Kernel(kernel.source(), addresses);
    }
    return new Call.Product(
        ((Call.Product) call).product(),
        addresses.get(0),
        addresses.get(1),
        addresses.get(2),
        addresses.get(3),
        addresses.get(4));
  }

  /** A function without parameters that passes the addresses on, looked up once. */
  private static String function(String name, Call.Kernel kernel) {
    StringBuilder text = new StringBuilder();
    List<String> places = new ArrayList<>();
    text.append("static void %s() {%n".formatted(name));
    for (long address : kernel.addresses()) {
      text.append("  static Memory p%d = at(%dULL);%n".formatted(places.size(), address));
      places.add("p" + places.size());
    }
    return text.append(
            "  %s(%s);%n}%n".formatted(kernel.source().name(), String.join(", ", places)))
        .toString();
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
    DataType written = product.written();
    String addend =
        product
            .addend()
            .map(
                m ->
                    "{%s, false, %d}"
                        .formatted(at(batch, m, call.addend(), i, written), m.leading()))
            .orElse("{at(0), false, 0}");
    String bias =
        product
            .bias()
            .map(vector -> "at(%dULL)".formatted(call.bias() + written.width() * vector.offset()))
            .orElse("at(0)");
    Matrix result = product.result();
    return "  product({%b, %b, %b}, %s, %s, %s, %s, %s, %d, %d, %d, %d, %s, %s);%n"
        .formatted(
            product.read() == DataType.BFLOAT16,
            product.precision() == Precision.TF32,
            written == DataType.BFLOAT16,
            factor(batch, product.first(), call.first(), i, product.read()),
            factor(batch, product.second(), call.second(), i, product.read()),
            addend,
            bias,
            at(batch, result, call.result(), i, written),
            result.leading(),
            product.rows(),
            product.columns(),
            product.inner(),
            (float) product.scale(),
            (float) product.share());
  }

  private static String factor(
      MatrixProduct.Batch batch, Matrix matrix, long address, long i, DataType type) {
    // BLAS transposes what is not turned.
    return "{%s, %s, %d}"
        .formatted(at(batch, matrix, address, i, type), !matrix.turned(), matrix.leading());
  }

  private static String at(
      MatrixProduct.Batch batch, Matrix matrix, long address, long i, DataType type) {
    long place = batch.offset(matrix) + i * batch.stride(matrix);
    return "at(%dULL)".formatted(address + type.width() * place);
  }

  /** Runs on the memory that there was when it was recorded. */
  private void run(String name, List<byte[]> blocks) {
    try {
      try (OutputStream in = Files.newOutputStream(folder.resolve("in.bin"))) {
        for (byte[] block : blocks) {
          in.write(block);
        }
      }
      finish(folder, List.of("./" + name));
      try (InputStream out = Files.newInputStream(folder.resolve("out.bin"))) {
        for (byte[] block : blocks) {
          out.readNBytes(block, 0, block.length);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(COMPILER);
    command.addAll(List.of(arguments));
    finish(folder, command);
  }

  private static void finish(Path folder, List<String> command) throws IOException {
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
    if (copies > 0) {
      throw new IllegalStateException(copies + " copies were never closed");
    }
  }
}

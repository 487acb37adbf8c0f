package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;
import static dev.attune.engine.cuda.nvidia.Answers.checkReleased;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.device.Download;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.device.Upload;
import dev.attune.engine.memory.InsufficientMemoryException;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/** A GPU that the driver knows. */
public final class NvidiaDevice implements Device {
  private final Driver driver;
  private final CublasLt library;
  private final CUstream_st stream = new CUstream_st();
  private final KernelCache cache;
  private final long workspace;

  /** Opens the first one. */
  public NvidiaDevice() {
    this(0);
  }

  /**
   * Opens it.
   *
   * @param number as the driver counts, from 0
   * @throws CudaException in one line, if there is none, or it or its driver is too old
   * @throws UnsatisfiedLinkError if a library of CUDA is not there
   */
  public NvidiaDevice(int number) {
    driver = Driver.get(number);
    driver.use();
    library = new CublasLt();
    cache = KernelCache.ofUser();
    long taken = 0;
    try {
      check("cuStreamCreate", cudart.cuStreamCreate(stream, cudart.CU_STREAM_NON_BLOCKING));
      taken = allocate("the buffers of cuBLASLt's products", CublasLt.WORKSPACE);
    } catch (RuntimeException | Error e) {
      Closing.after(e, library::close, this::destroyStream);
      throw e;
    }
    workspace = taken;
  }

  /** How many there are. */
  public static int count() {
    return Driver.count();
  }

  private void destroyStream() {
    if (!stream.isNull()) {
      checkReleased("cuStreamDestroy", cudart.cuStreamDestroy(stream));
    }
  }

  /**
   * Makes sure that kernels can be compiled for it.
   *
   * @throws CudaException in one line, if they cannot
   * @throws UnsatisfiedLinkError if NVRTC is not there
   */
  public void requireCompiler() {
    Nvrtc.require(driver.capability());
  }

  @Override
  public String description() {
    int capability = driver.capability();
    return "%s, compute capability %d.%d, %s"
        .formatted(driver.name(), capability / 10, capability % 10, Nvrtc.version());
  }

  /** Compute capability: major times ten and minor, 90 for 9.0. */
  public int capability() {
    return driver.capability();
  }

  @Override
  public long allocate(long bytes) {
    return allocate("a step's arrays", bytes);
  }

  private long allocate(String what, long bytes) {
    driver.use();
    long[] address = new long[1];
    int status = cudart.cuMemAlloc(address, bytes);
    if (status == cudart.CUDA_ERROR_OUT_OF_MEMORY) {
      throw new InsufficientMemoryException(
          what + " on " + driver.name(), bytes, Answers.freeBytes(), true);
    }
    check("cuMemAlloc", status);
    return address[0];
  }

  @Override
  public void free(long address) {
    Closing.all(this::settle, () -> checkReleased("cuMemFree", cudart.cuMemFree(address)));
  }

  /** Waits before something is given back; for a GPU that is lost nobody waits. */
  void settle() {
    driver.useToRelease();
    if (!Answers.lost()) {
      checkReleased("cuStreamSynchronize", cudart.cuStreamSynchronize(stream));
    }
  }

  @Override
  public void upload(Pointer from, long to, long bytes) {
    driver.use();
    check("cuMemcpyHtoDAsync", cudart.cuMemcpyHtoDAsync(to, from, bytes, stream));
    // The caller may use or free its memory at once.
    synchronize();
  }

  @Override
  public void download(long from, Pointer to, long bytes) {
    driver.use();
    check("cuMemcpyDtoHAsync", cudart.cuMemcpyDtoHAsync(to, from, bytes, stream));
    synchronize();
  }

  @Override
  public Upload prepareUpload(long through, long to, long bytes) {
    driver.use();
    return new NvidiaUpload(this, through, to, bytes);
  }

  @Override
  public Download prepareDownload(long from, long bytes) {
    driver.use();
    return new NvidiaDownload(this, from, bytes);
  }

  @Override
  public Recording record(List<Call> calls) {
    driver.use();
    return new NvidiaRecording(this, calls);
  }

  @Override
  public void synchronize() {
    driver.use();
    check("cuStreamSynchronize", cudart.cuStreamSynchronize(stream));
  }

  Driver driver() {
    return driver;
  }

  CublasLt library() {
    return library;
  }

  CUstream_st stream() {
    return stream;
  }

  long workspace() {
    return workspace;
  }

  /** Machine code of a text for this GPU. */
  byte[] compiled(String text) {
    String architecture = Nvrtc.architecture(driver.capability());
    return cache.get(text, architecture, Nvrtc.version(), () -> Nvrtc.compile(text, architecture));
  }

  @Override
  public void close() {
    Closing.all(() -> free(workspace), library::close, this::destroyStream);
  }
}

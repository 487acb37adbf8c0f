package dev.attune.engine.cuda.nvidia;

import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.BytePointer;

/** A handle of cuBLASLt with the workspace that its products share. */
final class CublasLt implements AutoCloseable {
  /** What NVIDIA recommends for Hopper; products run one after another. */
  static final long WORKSPACE = 32L << 20;

  /** Structures and their numbers are as this one has them. */
  private static final long MAJOR = 13;

  private final cublasLtContext handle = new cublasLtContext();

  CublasLt() {
    requireVersion(cublas.cublasLtGetVersion());
    check("cublasLtCreate", cublas.cublasLtCreate(handle));
  }

  private static void requireVersion(long version) {
    if (version / 10_000 != MAJOR) {
      throw new CudaException(
          "cuBLASLt",
          "expected version %d, found %d.%d; put CUDA 13's libcublasLt on LD_LIBRARY_PATH"
              .formatted(MAJOR, version / 10_000, version / 100 % 100));
    }
  }

  cublasLtContext handle() {
    return handle;
  }

  static void check(String call, int status) {
    if (status == cublas.CUBLAS_STATUS_ALLOC_FAILED) {
      throw Answers.outOfMemory(call);
    }
    if (status != cublas.CUBLAS_STATUS_SUCCESS) {
      BytePointer words = cublas.cublasLtGetStatusString(status);
      throw new CudaException(call, words == null ? "status " + status : words.getString());
    }
  }

  @Override
  public void close() {
    int status = cublas.cublasLtDestroy(handle);
    if (!Answers.lost()) {
      check("cublasLtDestroy", status);
    }
  }
}

package dev.attune.engine.cuda.nvidia;

import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.BytePointer;

/** A handle of cuBLASLt with the workspace that its products share. */
final class CublasLt implements AutoCloseable {
  /** What NVIDIA recommends for Hopper; products run one after another. */
  static final long WORKSPACE = 32L << 20;

  private final cublasLtContext handle = new cublasLtContext();

  CublasLt() {
    check("cublasLtCreate", cublas.cublasLtCreate(handle));
  }

  cublasLtContext handle() {
    return handle;
  }

  static void check(String call, int status) {
    if (status != 0) {
      BytePointer words = cublas.cublasLtGetStatusString(status);
      throw new CudaException(call, words == null ? "status " + status : words.getString());
    }
  }

  @Override
  public void close() {
    check("cublasLtDestroy", cublas.cublasLtDestroy(handle));
  }
}

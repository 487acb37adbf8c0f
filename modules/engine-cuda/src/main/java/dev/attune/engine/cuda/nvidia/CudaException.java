package dev.attune.engine.cuda.nvidia;

import dev.attune.engine.executor.DeviceException;

/** What the driver or a library of CUDA answered, in one line. */
public final class CudaException extends DeviceException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the call and the answer.
   *
   * @param call such as {@code cuMemAlloc}
   * @param answer in words
   */
  CudaException(String call, String answer) {
    super("executor cuda: " + call + ": " + answer);
  }
}

package dev.attune.engine.cuda.nvidia;

import dev.attune.engine.memory.InsufficientMemoryException;
import java.util.Map;
import java.util.Set;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** What the driver's answers mean to who runs this. */
final class Answers {
  /** After these a process can have nothing of the GPU any more: CUDA documents each so. */
  private static final Set<Integer> LOST =
      Set.of(
          cudart.CUDA_ERROR_DEINITIALIZED,
          cudart.CUDA_ERROR_DEVICE_UNAVAILABLE,
          cudart.CUDA_ERROR_ECC_UNCORRECTABLE,
          cudart.CUDA_ERROR_NVLINK_UNCORRECTABLE,
          cudart.CUDA_ERROR_CONTAINED,
          cudart.CUDA_ERROR_ILLEGAL_ADDRESS,
          cudart.CUDA_ERROR_LAUNCH_TIMEOUT,
          cudart.CUDA_ERROR_CONTEXT_IS_DESTROYED,
          cudart.CUDA_ERROR_ASSERT,
          cudart.CUDA_ERROR_HARDWARE_STACK_ERROR,
          cudart.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          cudart.CUDA_ERROR_MISALIGNED_ADDRESS,
          cudart.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          cudart.CUDA_ERROR_INVALID_PC,
          cudart.CUDA_ERROR_LAUNCH_FAILED,
          cudart.CUDA_ERROR_MPS_CLIENT_TERMINATED,
          cudart.CUDA_ERROR_UNKNOWN);

  private static final Map<Integer, String> ADVICE =
      Map.of(
          cudart.CUDA_ERROR_NO_DEVICE,
          "the driver is there, a GPU is not; nvidia-smi lists those there are, CUDA_VISIBLE_DEVICES"
              + " can hide them, and a container has to be given them",
          cudart.CUDA_ERROR_STUB_LIBRARY,
          "libcuda.so.1 is the toolkit's stub; take its folder off LD_LIBRARY_PATH",
          cudart.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH,
          "the driver was renewed since the machine started; restart it",
          cudart.CUDA_ERROR_SYSTEM_NOT_READY,
          "the machine's NVIDIA services do not run; start nvidia-fabricmanager",
          cudart.CUDA_ERROR_INVALID_IMAGE,
          "compiled kernels are damaged; remove attune/kernels from the user's cache");

  private static volatile boolean lost;

  private Answers() {}

  /**
   * Makes sure that a call did what it should.
   *
   * @throws CudaException if not
   * @throws InsufficientMemoryException if there was too little memory
   */
  static void check(String call, int status) {
    if (status == cudart.CUDA_ERROR_OUT_OF_MEMORY) {
      throw outOfMemory(call);
    }
    if (status != cudart.CUDA_SUCCESS) {
      lost |= LOST.contains(status);
      throw new CudaException(call, words(status));
    }
  }

  /** Likewise of a call that gives back; from a GPU that is lost nothing has to be got back. */
  static void checkReleased(String call, int status) {
    lost |= LOST.contains(status);
    if (!lost) {
      check(call, status);
    }
  }

  /** Whether this process can have nothing of the GPU any more. */
  static boolean lost() {
    return lost;
  }

  /** A library's call took memory of its own. */
  static InsufficientMemoryException outOfMemory(String call) {
    return InsufficientMemoryException.unmeasured("executor cuda: " + call, freeBytes());
  }

  /** Free bytes of the GPU whose context is current; 0 if it does not tell. */
  static long freeBytes() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      return cudart.cuMemGetInfo(free, total) == cudart.CUDA_SUCCESS ? free.get() : 0;
    }
  }

  private static String words(int status) {
    String advice = ADVICE.get(status);
    if (lost) {
      advice = "this process cannot use the GPU any further; nvidia-smi tells its state";
    }
    return name(status) + (advice == null ? "" : ": " + advice);
  }

  private static String name(int status) {
    try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
      boolean known = cudart.cuGetErrorString(status, text) == cudart.CUDA_SUCCESS;
      BytePointer words = known ? text.get(BytePointer.class, 0) : null;
      return words == null ? "error " + status : words.getString() + " (" + status + ")";
    }
  }
}

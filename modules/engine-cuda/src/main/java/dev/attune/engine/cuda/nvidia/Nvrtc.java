package dev.attune.engine.cuda.nvidia;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The compiler of CUDA C++ that the toolkit brings as a library. */
final class Nvrtc {
  /** What the bindings are of. */
  private static final int MAJOR = 13;

  /** Needs all parts of the compiler. */
  private static final String LEAST = "extern \"C\" __global__ void nothing() {}\n";

  private Nvrtc() {}

  /**
   * Makes sure that it compiles for a GPU.
   *
   * @param capability major times ten and minor
   * @throws CudaException in one line, if it does not
   */
  static void require(int capability) {
    requireVersion();
    requireArchitecture(capability);
    compile(LEAST, architecture(capability));
  }

  private static void requireVersion() {
    int major = versions()[0];
    if (major != MAJOR) {
      throw new CudaException(
          "nvrtc",
          "expected version %d, found %d; put CUDA 13's libnvrtc on LD_LIBRARY_PATH"
              .formatted(MAJOR, major));
    }
  }

  private static void requireArchitecture(int capability) {
    int[] count = new int[1];
    check("nvrtcGetNumSupportedArchs", nvrtc.nvrtcGetNumSupportedArchs(count));
    int[] known = new int[count[0]];
    check("nvrtcGetSupportedArchs", nvrtc.nvrtcGetSupportedArchs(known));
    if (Arrays.stream(known).noneMatch(one -> one == capability)) {
      throw new CudaException(
          version(),
          "compiles for no GPU of compute capability %d.%d; install a newer CUDA 13 toolkit"
              .formatted(capability / 10, capability % 10));
    }
  }

  /** As the compiler names it. */
  static String architecture(int capability) {
    return "sm_" + capability;
  }

  /** Its name and version. */
  static String version() {
    int[] versions = versions();
    return "nvrtc " + versions[0] + "." + versions[1];
  }

  private static int[] versions() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check("nvrtcVersion", nvrtc.nvrtcVersion(major, minor));
    return new int[] {major[0], minor[0]};
  }

  /**
   * Compiles a text to machine code.
   *
   * @param architecture such as {@code sm_90}
   * @throws CudaException with the compiler's first complaint
   */
  static byte[] compile(String text, String architecture) {
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer source = new BytePointer(text);
        BytePointer name = new BytePointer("kernels.cu");
        BytePointer target = new BytePointer("--gpu-architecture=" + architecture);
        PointerPointer<BytePointer> options = new PointerPointer<BytePointer>(1).put(0, target)) {
      check(
          "nvrtcCreateProgram",
          nvrtc.nvrtcCreateProgram(
              program, source, name, 0, (PointerPointer<?>) null, (PointerPointer<?>) null));
      int status = nvrtc.nvrtcCompileProgram(program, 1, options);
      if (status == nvrtc.NVRTC_ERROR_BUILTIN_OPERATION_FAILURE) {
        throw new CudaException(
            version(),
            complaint(program) + " (it has to lie beside libnvrtc: install the toolkit)");
      }
      if (status != nvrtc.NVRTC_SUCCESS) {
        throw new CudaException("nvrtc", complaint(program));
      }
      return code(program);
    } finally {
      nvrtc.nvrtcDestroyProgram(program);
    }
  }

  private static byte[] code(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      check("nvrtcGetCUBINSize", nvrtc.nvrtcGetCUBINSize(program, size));
      byte[] code = new byte[Math.toIntExact(size.get())];
      check("nvrtcGetCUBIN", nvrtc.nvrtcGetCUBIN(program, code));
      return code;
    }
  }

  private static String complaint(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      check("nvrtcGetProgramLogSize", nvrtc.nvrtcGetProgramLogSize(program, size));
      byte[] log = new byte[Math.toIntExact(size.get())];
      check("nvrtcGetProgramLog", nvrtc.nvrtcGetProgramLog(program, log));
      return new String(log, StandardCharsets.UTF_8)
          .replace("\0", "")
          .lines()
          .filter(line -> line.contains("error"))
          .findFirst()
          .orElse("failed without a word");
    }
  }

  private static void check(String call, int status) {
    if (status != 0) {
      BytePointer words = nvrtc.nvrtcGetErrorString(status);
      throw new CudaException(call, words == null ? "error " + status : words.getString());
    }
  }
}

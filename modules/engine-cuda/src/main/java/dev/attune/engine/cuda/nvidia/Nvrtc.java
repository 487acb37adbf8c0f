package dev.attune.engine.cuda.nvidia;

import java.nio.charset.StandardCharsets;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The compiler of CUDA C++ that the toolkit brings as a library. */
final class Nvrtc {
  private Nvrtc() {}

  /** Its name and version. */
  static String version() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check("nvrtcVersion", nvrtc.nvrtcVersion(major, minor));
    return "nvrtc " + major[0] + "." + minor[0];
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
      if (nvrtc.nvrtcCompileProgram(program, 1, options) != 0) {
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

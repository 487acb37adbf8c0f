package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;
import static dev.attune.engine.cuda.nvidia.Answers.checkReleased;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.global.cudart;

/**
 * A GPU of the driver's and its primary context, which stays as long as the process: libraries keep
 * what they know of it.
 */
final class Driver {
  /** CUDA 13.0, as the driver counts. */
  private static final int LEAST_VERSION = 13_000;

  private static final int LEAST_CAPABILITY = 75;
  private static final int LONGEST_NAME = 256;

  private final CUctx_st context = new CUctx_st();
  private final int device;
  private final String name;
  private final int capability;

  private static final Map<Integer, Driver> OPENED = new HashMap<>();

  /**
   * A GPU, opened the first time.
   *
   * @param number as the driver counts, from 0
   * @throws CudaException in one line, if there is none or it is too old
   */
  static synchronized Driver get(int number) {
    Driver known = OPENED.get(number);
    if (known == null) {
      known = new Driver(number);
      OPENED.put(number, known);
    }
    return known;
  }

  /** How many GPUs there are. */
  static int count() {
    check("cuInit", cudart.cuInit(0));
    int[] count = new int[1];
    check("cuDeviceGetCount", cudart.cuDeviceGetCount(count));
    return count[0];
  }

  private Driver(int number) {
    check("cuInit", cudart.cuInit(0));
    int[] version = new int[1];
    check("cuDriverGetVersion", cudart.cuDriverGetVersion(version));
    if (version[0] < LEAST_VERSION) {
      throw new CudaException(
          "driver",
          "expected one for CUDA 13.0 or newer, found one for CUDA %d.%d; install a newer driver"
              .formatted(version[0] / 1000, version[0] % 1000 / 10));
    }
    int[] found = new int[1];
    check("cuDeviceGet", cudart.cuDeviceGet(found, number));
    device = found[0];
    byte[] text = new byte[LONGEST_NAME];
    check("cuDeviceGetName", cudart.cuDeviceGetName(text, text.length, device));
    name = new String(text, StandardCharsets.UTF_8).trim().replace("\0", "");
    capability =
        10 * attribute(cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(cudart.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    if (capability < LEAST_CAPABILITY) {
      throw new CudaException(
          name,
          "expected compute capability 7.5 or newer, found %d.%d; another GPU is needed"
              .formatted(capability / 10, capability % 10));
    }
    check("cuDevicePrimaryCtxRetain", cudart.cuDevicePrimaryCtxRetain(context, device));
  }

  private int attribute(int which) {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", cudart.cuDeviceGetAttribute(value, which, device));
    return value[0];
  }

  /** Makes calls of this thread go to the GPU. */
  void use() {
    check("cuCtxSetCurrent", cudart.cuCtxSetCurrent(context));
  }

  /** Likewise, to give something back: does nothing more than try if the GPU is lost. */
  void useToRelease() {
    checkReleased("cuCtxSetCurrent", cudart.cuCtxSetCurrent(context));
  }

  /** As CUDA's libraries count. */
  int number() {
    return device;
  }

  String name() {
    return name;
  }

  /** Major times ten and minor: 90 for 9.0. */
  int capability() {
    return capability;
  }
}

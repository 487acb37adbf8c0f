package dev.attune.engine.cuda.launch;

/** Single numbers rounded to fewer bits, to the nearest, ties to even. */
final class Rounding {
  private static final int DROPPED_BY_BFLOAT16 = 16;
  private static final int DROPPED_BY_TF32 = 13;

  private Rounding() {}

  /** As it is kept in 16 bits. */
  static float toBfloat16(float value) {
    return rounded(value, DROPPED_BY_BFLOAT16);
  }

  /** As tensor cores read a factor. */
  static float toTf32(double value) {
    return rounded((float) value, DROPPED_BY_TF32);
  }

  private static float rounded(float value, int dropped) {
    if (!Float.isFinite(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    int half = (1 << (dropped - 1)) - 1 + (bits >>> dropped & 1);
    return Float.intBitsToFloat(bits + half & -(1 << dropped));
  }
}

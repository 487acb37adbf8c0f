package dev.attune.augmentation.image;

/** The brightness of colours by ITU-R BT.601, on gamma-encoded values, as Pillow has it. */
final class Luma {
  static final float RED = 0.299f;
  static final float GREEN = 0.587f;
  static final float BLUE = 0.114f;

  private Luma() {}

  /** Writes the luma of three planes into {@code grey}, which has the length of one. */
  static void of(float[] values, int plane, float[] grey) {
    for (int i = 0; i < plane; i++) {
      grey[i] = RED * values[i] + GREEN * values[plane + i] + BLUE * values[2 * plane + i];
    }
  }

  /** The mean luma of three planes, or of one. */
  static float mean(float[] values, int channels, int plane) {
    double sum = 0;
    if (channels == 1) {
      for (float value : values) {
        sum += value;
      }
    } else {
      for (int i = 0; i < plane; i++) {
        sum += RED * values[i] + GREEN * values[plane + i] + BLUE * values[2 * plane + i];
      }
    }
    return (float) (sum / plane);
  }
}

package dev.attune.augmentation.image;

/** Changes of colour, in place. */
final class Colours {
  private Colours() {}

  /** Every value's distance from {@code anchor} times {@code factor}, clamped to [0, 1]. */
  static void blend(float[] values, float anchor, float factor) {
    float rest = anchor * (1f - factor);
    for (int i = 0; i < values.length; i++) {
      values[i] = clamp(values[i] * factor + rest);
    }
  }

  /** Every colour's distance from its own luma times {@code factor}, clamped to [0, 1]. */
  static void saturate(float[] values, int plane, float factor) {
    float rest = 1f - factor;
    for (int i = 0; i < plane; i++) {
      float red = values[i];
      float green = values[plane + i];
      float blue = values[2 * plane + i];
      float luma = (Luma.RED * red + Luma.GREEN * green + Luma.BLUE * blue) * rest;
      values[i] = clamp(red * factor + luma);
      values[plane + i] = clamp(green * factor + luma);
      values[2 * plane + i] = clamp(blue * factor + luma);
    }
  }

  /**
   * Turns the hue in HSV, saturation and value kept.
   *
   * <p>With value v and chroma d, hue h in sixths of the circle gives a channel of offset n (red 5,
   * green 3, blue 1) as v − d · max(0, min(k, 4 − k, 1)), k = (n + h) mod 6.
   */
  static void turnHue(float[] values, int plane, float turn) {
    float sixths = 6f * turn;
    for (int i = 0; i < plane; i++) {
      float red = values[i];
      float green = values[plane + i];
      float blue = values[2 * plane + i];
      float value = Math.max(red, Math.max(green, blue));
      float chroma = value - Math.min(red, Math.min(green, blue));
      if (chroma > 0f) {
        float hue = hue(red, green, blue, value, chroma) + sixths;
        values[i] = value - chroma * share(hue + 5f);
        values[plane + i] = value - chroma * share(hue + 3f);
        values[2 * plane + i] = value - chroma * share(hue + 1f);
      }
    }
  }

  /** The hue in sixths of the circle, −1 to 5, red at 0. */
  private static float hue(float red, float green, float blue, float value, float chroma) {
    if (value == red) {
      return (green - blue) / chroma;
    }
    return value == green ? 2f + (blue - red) / chroma : 4f + (red - green) / chroma;
  }

  private static float share(float position) {
    float wrapped = position - 6f * (float) Math.floor(position / 6f);
    return Math.max(0f, Math.min(1f, Math.min(wrapped, 4f - wrapped)));
  }

  private static float clamp(float value) {
    return Math.max(0f, Math.min(1f, value));
  }
}

package dev.attune.image.preprocessing;

/**
 * Bilinear resizing with antialiasing, as Pillow's and torchvision's: a triangle as wide as an
 * output pixel is on the input, and never narrower than an input pixel. First across, then down.
 */
final class TriangleResize {
  private TriangleResize() {}

  /** Where samples come from. */
  interface Rows {
    /** Copies one row of one channel, values in [0, 1]. */
    void read(int channel, int y, float[] row);
  }

  /** The weights of the outputs {@code from} to {@code from + count} along one axis. */
  static final class Axis {
    final int length;
    final int[] first;
    final float[][] weights;

    /**
     * @param length input samples
     * @param resized output samples, if all were computed
     */
    Axis(int length, int resized, int from, int count) {
      this.length = length;
      this.first = new int[count];
      this.weights = new float[count][];
      double scale = (double) length / resized;
      double radius = Math.max(scale, 1);
      for (int i = 0; i < count; i++) {
        double centre = (from + i + 0.5) * scale;
        int low = (int) Math.max(0, Math.floor(centre - radius + 0.5));
        int high = (int) Math.min(length, Math.floor(centre + radius + 0.5));
        first[i] = low;
        weights[i] = normalised(low, high, centre, radius);
      }
    }

    private static float[] normalised(int low, int high, double centre, double radius) {
      double[] weights = new double[high - low];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.max(0, 1 - Math.abs((low + i + 0.5 - centre) / radius));
        sum += weights[i];
      }
      float[] scaled = new float[weights.length];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (float) (weights[i] / sum);
      }
      return scaled;
    }

    int count() {
      return first.length;
    }

    int end() {
      int last = first.length - 1;
      return first[last] + weights[last].length;
    }

    float at(int output, float[] samples, int offset, int stride) {
      float[] weight = weights[output];
      int at = offset + first[output] * stride;
      float sum = 0;
      for (int i = 0; i < weight.length; i++) {
        sum += weight[i] * samples[at + i * stride];
      }
      return sum;
    }
  }

  /** Resizes one channel into {@code [down.count(), across.count()]}. */
  static void plane(Rows rows, int channel, Axis across, Axis down, float[] into, int offset) {
    int width = across.count();
    int top = down.first[0];
    float[] row = new float[across.length];
    float[] narrowed = new float[(down.end() - top) * width];
    for (int y = top; y < down.end(); y++) {
      rows.read(channel, y, row);
      for (int x = 0; x < width; x++) {
        narrowed[(y - top) * width + x] = across.at(x, row, 0, 1);
      }
    }
    for (int y = 0; y < down.count(); y++) {
      for (int x = 0; x < width; x++) {
        into[offset + y * width + x] = down.at(y, narrowed, x - top * width, width);
      }
    }
  }
}

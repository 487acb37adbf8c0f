package dev.attune.augmentation.image;

/** Separable resampling: along the rows, then along the columns. */
final class Resampling {
  private Resampling() {}

  /** Scales a box of the picture to [channels, height, width]. */
  static PixelsWritable resize(
      PixelsWritable image, int top, int left, int boxHeight, int boxWidth, int height, int width) {
    return resample(
        image,
        Taps.bilinear(top, boxHeight, height, 0, height),
        Taps.bilinear(left, boxWidth, width, 0, width));
  }

  /** The picture whose rows and columns are made by the given taps. */
  static PixelsWritable resample(PixelsWritable image, Taps rows, Taps columns) {
    int begin = rows.begin();
    int between = rows.end() - begin;
    float[] narrowed = new float[between * columns.count()];
    float[] resampled = new float[image.channels() * rows.count() * columns.count()];
    for (int c = 0; c < image.channels(); c++) {
      alongRows(image, c, begin, between, columns, narrowed);
      alongColumns(narrowed, begin, rows, columns.count(), resampled, c);
    }
    return new PixelsWritable(resampled, image.channels(), rows.count(), columns.count());
  }

  private static void alongRows(
      PixelsWritable image, int channel, int begin, int count, Taps columns, float[] narrowed) {
    float[] values = image.values();
    int width = columns.count();
    for (int y = 0; y < count; y++) {
      int row = (channel * image.height() + begin + y) * image.width();
      for (int x = 0; x < width; x++) {
        float[] weights = columns.weights()[x];
        int from = row + columns.first()[x];
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * values[from + k];
        }
        narrowed[y * width + x] = sum;
      }
    }
  }

  private static void alongColumns(
      float[] narrowed, int begin, Taps rows, int width, float[] resampled, int channel) {
    for (int y = 0; y < rows.count(); y++) {
      float[] weights = rows.weights()[y];
      int to = (channel * rows.count() + y) * width;
      for (int k = 0; k < weights.length; k++) {
        int from = (rows.first()[y] - begin + k) * width;
        float weight = weights[k];
        for (int x = 0; x < width; x++) {
          resampled[to + x] += weight * narrowed[from + x];
        }
      }
    }
  }
}

package dev.attune.graph.layer;

import dev.attune.graph.Graph;
import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Shaping;

/**
 * Square patches, each mapped linearly to a token (arXiv:2010.11929); parameters {@code weight}
 * [channels · patch², width], elements in the order channel, row, column, and {@code bias}.
 *
 * @param patch side in pixels; divides the image's height and width
 * @param width of a token
 */
public record PatchEmbedding(int patch, long width) {

  public PatchEmbedding {
    Require.positive("patch", patch);
    Require.positive("width", width);
  }

  /**
   * Applies the layer.
   *
   * @param images [n, channels, h, w]
   * @return [n, (h / patch) · (w / patch), width], row by row
   */
  public Value apply(Graph g, Value images) {
    return Linear.of(width).apply(g, cut(images, patch));
  }

  /**
   * The patches themselves, row by row.
   *
   * @param images [n, channels, h, w]
   * @param patch side in pixels; divides the height and width
   * @return [n, (h / patch) · (w / patch), channels · patch²]
   */
  public static Value cut(Value images, int patch) {
    Require.rank("patch embedding", images, 4, "[n, channels, h, w]");
    if (images.size(2) % patch != 0 || images.size(3) % patch != 0) {
      throw new ShapeException(
          "patch embedding: expected a height and width divided by " + patch + ", found " + images);
    }
    long n = images.size(0);
    long channels = images.size(1);
    long rows = images.size(2) / patch;
    long columns = images.size(3) / patch;
    Value grid = Shaping.reshape(images, n, channels, rows, patch, columns, patch);
    Value ordered = Shaping.permute(grid, 0, 2, 4, 1, 3, 5); // [n, rows, columns, c, p, p]
    return Shaping.reshape(ordered, n, rows * columns, channels * patch * patch);
  }
}

package dev.attune.pretraining.head;

import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.BatchNorm;
import dev.attune.graph.layer.Linear;

/**
 * A projector or predictor: linear layers with ReLU between them, as in SimCLR (arXiv:2002.05709).
 *
 * @param layers at least 1, all but the last of {@code hidden} width
 * @param hidden width of the inner layers
 * @param width of the result
 * @param batchNorm whether a batch norm stands behind each inner layer
 * @param lastNorm whether a batch norm stands behind the last layer as well, as in SimSiam
 *     (arXiv:2011.10566)
 */
public record Head(int layers, int hidden, int width, boolean batchNorm, boolean lastNorm) {
  private static final int DEEPEST = 16;
  private static final int WIDEST = 1 << 16;

  public Head {
    require("layers", layers, DEEPEST);
    require("hidden", hidden, WIDEST);
    require("width", width, WIDEST);
  }

  private static void require(String key, int found, int most) {
    if (found < 1 || found > most) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d, found %d".formatted(key, most, found));
    }
  }

  /** Two layers, a batch norm behind the first. */
  public static Head of(int hidden, int width) {
    return new Head(2, hidden, width, true, false);
  }

  /** [rows, in] → [rows, width]; parameters {@code 0 …}. */
  public Value apply(Graph g, Value x) {
    Value y = x;
    for (int layer = 0; layer < layers; layer++) {
      boolean last = layer == layers - 1;
      Graph at = g.at(Integer.toString(layer));
      y = Linear.of(last ? width : hidden).apply(at, y);
      if (last ? lastNorm : batchNorm) {
        y = BatchNorm.standard().apply(at.at("norm"), y);
      }
      y = last ? y : Activation.RELU.apply(y);
    }
    return y;
  }

  /** Whether a row depends on the others of its batch. */
  public boolean usesBatchStatistics() {
    return lastNorm || (batchNorm && layers > 1);
  }
}

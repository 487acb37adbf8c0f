package dev.attune.audio.encoder;

import dev.attune.engine.encoder.Require;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.BatchNorm;
import dev.attune.graph.layer.Convolution;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;

/**
 * Convolutional network over a spectrogram as over a picture of one channel: stages of a 3×3
 * convolution of stride 2, each as wide as it says, with batch norm and ReLU; the mean over the
 * steps that are not padding and over all bands.
 *
 * <p>After each stage the padding is set to zero again, as it would be beyond the end of a shorter
 * row. In training a batch norm's statistics take the padding's zeros in; embedding uses their
 * running averages, and no padding changes a vector.
 *
 * @param frames a row; a multiple of 2 to the power of the stages
 * @param bands of a frame; a multiple of 2 to the power of the stages
 * @param widths channels of each stage
 */
public record SpectrogramNetwork(int frames, int bands, List<Integer> widths)
    implements AudioTower {
  private static final int MOST_STAGES = 8;

  public SpectrogramNetwork {
    Require.range("frames", frames, 1, LONGEST);
    Require.range("bands", bands, 1, 1024);
    Require.given("widths", widths, "one or more");
    widths = List.copyOf(widths);
    Require.range("widths", widths.size(), 1, MOST_STAGES);
    for (int width : widths) {
      Require.range("widths", width, 1, Require.WIDEST);
    }
    int step = 1 << widths.size();
    if (frames % step != 0 || bands % step != 0) {
      throw new IllegalArgumentException(
          "frames: expected frames and bands that are multiples of %d, found %d and %d"
              .formatted(step, frames, bands));
    }
  }

  /**
   * A size by name: {@code tiny_conv} (400 frames of 64 bands; widths 32, 64, 128, 192; 0.31 M
   * parameters).
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static SpectrogramNetwork preset(String name) {
    if (!name.equals("tiny_conv")) {
      throw new IllegalArgumentException("preset: expected tiny_conv, found \"" + name + "\"");
    }
    return new SpectrogramNetwork(400, 64, List.of(32, 64, 128, 192));
  }

  @Override
  public int width() {
    return widths.get(widths.size() - 1);
  }

  @Override
  public int framesAStep() {
    return 1 << widths.size();
  }

  @Override
  public SpectrogramNetwork withFrames(int length) {
    return new SpectrogramNetwork(length, bands, widths);
  }

  @Override
  public boolean usesBatchStatistics() {
    return true;
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    Graph g = graph.at(name());
    Value mask = inputs.get(MASK);
    long rows = mask.size(0);
    Value zeroed = Masks.zeroed(inputs.get(LOG_MEL), mask);
    Value x = Shaping.reshape(zeroed, rows, 1, frames, bands);
    for (int i = 0; i < widths.size(); i++) {
      Graph stage = g.at("stages", i);
      Convolution convolution = new Convolution(widths.get(i), 3, 2, Padding.of(1), false);
      x = BatchNorm.standard().apply(stage.at("norm"), convolution.apply(stage.at("conv"), x));
      mask = Masks.strided(mask, 2);
      x = Activation.RELU.apply(x);
      x = Arithmetic.multiply(x, Shaping.reshape(mask, rows, 1, mask.size(1), 1));
    }
    long heights = x.size(3);
    Value places =
        Shaping.reshape(Shaping.permute(x, 0, 2, 3, 1), rows, mask.size(1) * heights, width());
    return Pooling.maskedMean(places, Masks.grid(mask, heights));
  }
}

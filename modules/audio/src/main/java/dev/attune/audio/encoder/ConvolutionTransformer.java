package dev.attune.audio.encoder;

import dev.attune.engine.encoder.Require;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Dropout;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.TemporalConvolution;
import dev.attune.graph.layer.Transformer;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;

/**
 * Convolutions of stride 2 along time with GELU, mel bands as channels, before a pre-norm
 * transformer, as Whisper has them (arXiv:2212.04356); learnt positions, a last layer norm, the
 * mean over the steps that are not padding. Speech keeps its order in time, and few steps are left
 * to attend to.
 *
 * <p>Parameters stand under {@code audio.}, such as {@code audio.stem.0.weight}. After each
 * convolution the padding is set to zero again, as it would be beyond the end of a shorter row.
 *
 * @param frames a row; a multiple of 2 to the power of the convolutions
 * @param bands of a frame
 * @param convolutions each halves the number of steps
 * @param kernel of each, in frames, odd
 * @param width of a step and of the result
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, after the positions and in each branch of a block
 * @param stochasticDepth probability that an item skips a branch of the last block; earlier blocks
 *     skip less, in proportion to their number (arXiv:1603.09382)
 */
public record ConvolutionTransformer(
    int frames,
    int bands,
    int convolutions,
    int kernel,
    int width,
    int depth,
    int heads,
    double dropout,
    double stochasticDepth)
    implements AudioTower, PatchEncoder {
  private static final int MOST_CONVOLUTIONS = 8;

  public ConvolutionTransformer {
    Require.range("frames", frames, 1, LONGEST);
    Require.range("bands", bands, 1, 1024);
    Require.range("convolutions", convolutions, 1, MOST_CONVOLUTIONS);
    Require.range("kernel", kernel, 3, 63);
    Require.range("width", width, 1, Require.WIDEST);
    Require.range("depth", depth, 1, Require.DEEPEST);
    Require.range("heads", heads, 1, width);
    Require.divides("heads", heads, "the width", width);
    Require.probability("dropout", dropout);
    Require.probability("stochastic_depth", stochasticDepth);
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException("kernel: expected an odd number, found " + kernel);
    }
    int step = 1 << convolutions;
    if (frames % step != 0) {
      throw new IllegalArgumentException(
          "frames: expected a multiple of %d, found %d".formatted(step, frames));
    }
  }

  /**
   * A size by name, over 400 frames of 64 bands, without dropout: {@code tiny} (three convolutions
   * of kernel 3, width 192, depth 3, heads 3; 1.6 M parameters) and {@code small} (two, 256, 6, 4;
   * 5.0 M).
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static ConvolutionTransformer preset(String name) {
    return switch (name) {
      case "tiny" -> new ConvolutionTransformer(400, 64, 3, 3, 192, 3, 3, 0, 0);
      case "small" -> new ConvolutionTransformer(400, 64, 2, 3, 256, 6, 4, 0, 0);
      default ->
          throw new IllegalArgumentException(
              "preset: expected tiny or small, found \"" + name + "\"");
    };
  }

  @Override
  public int framesAStep() {
    return 1 << convolutions;
  }

  @Override
  public ConvolutionTransformer withFrames(int length) {
    return new ConvolutionTransformer(
        length, bands, convolutions, kernel, width, depth, heads, dropout, stochasticDepth);
  }

  @Override
  public int length() {
    return frames / framesAStep();
  }

  @Override
  public int patchesAStep() {
    return 1;
  }

  @Override
  public int patchElements() {
    return framesAStep() * bands;
  }

  @Override
  public Value patches(Map<String, Value> inputs) {
    Value logMel = Masks.zeroed(inputs.get(LOG_MEL), inputs.get(MASK));
    return Shaping.reshape(logMel, logMel.size(0), length(), patchElements());
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    return Masks.strided(inputs.get(MASK), framesAStep());
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, marks(inputs));
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    Graph g = graph.at(name());
    Value mask = Arithmetic.multiply(inputs.get(MASK), Masks.grid(seen, framesAStep()));
    Value x = Masks.zeroed(inputs.get(LOG_MEL), mask);
    for (int i = 0; i < convolutions; i++) {
      x = new TemporalConvolution(width, kernel, 2).apply(g.at("stem", i), x);
      mask = Masks.strided(mask, 2);
      x = Masks.zeroed(Activation.GELU.apply(x), mask); // [rows, frames / 2, width]
    }
    x = PositionEmbedding.standard().apply(g, x);
    x = new Dropout(dropout).apply(g, x);
    AttentionMask open = AttentionMask.keys(mask);
    List<Value> layers = new Transformer(depth, heads, dropout, stochasticDepth).layers(g, x, open);
    return new EncodedSequence(layers, Pooling.maskedMean(layers.get(depth - 1), seen));
  }
}

package dev.attune.audio.encoder;

import dev.attune.engine.encoder.Require;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Dropout;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.Transformer;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import java.util.List;
import java.util.Map;

/**
 * Transformer over patches of a spectrogram (AST, arXiv:2104.01778): patches of some frames by some
 * bands mapped to tokens, learnt positions in time and in frequency, pre-norm blocks, a last layer
 * norm, the mean over the patches that are not padding. A patch counts if any of its frames does.
 *
 * <p>Positions are the sum of one for the time and one for the band, so that a shorter row reads
 * the first times alone; AST learns one for each place instead. Patches do not overlap.
 *
 * @param frames a row; a multiple of the patch's
 * @param bands of a frame; a multiple of the patch's
 * @param patchFrames length of a patch
 * @param patchBands height of a patch
 * @param width of a token and of the result
 * @param depth number of blocks
 * @param heads of attention; divides the width
 * @param dropout probability, after the positions and in each branch of a block
 * @param stochasticDepth probability that an item skips a branch of the last block; earlier blocks
 *     skip less, in proportion to their number (arXiv:1603.09382)
 * @param causal whether a patch sees those before it alone; patches then are as high as the
 *     spectrogram, since those of one time have no order
 */
public record SpectrogramTransformer(
    int frames,
    int bands,
    int patchFrames,
    int patchBands,
    int width,
    int depth,
    int heads,
    double dropout,
    double stochasticDepth,
    boolean causal)
    implements AudioTower, PatchEncoder {

  public SpectrogramTransformer {
    Require.range("frames", frames, 1, LONGEST);
    Require.range("bands", bands, 1, 1024);
    Require.range("patch_frames", patchFrames, 1, frames);
    Require.divides("patch_frames", patchFrames, "the frames", frames);
    Require.range("patch_bands", patchBands, 1, bands);
    Require.divides("patch_bands", patchBands, "the bands", bands);
    Require.range("width", width, 1, Require.WIDEST);
    Require.range("depth", depth, 1, Require.DEEPEST);
    Require.range("heads", heads, 1, width);
    Require.divides("heads", heads, "the width", width);
    Require.probability("dropout", dropout);
    Require.probability("stochastic_depth", stochasticDepth);
    if (causal && patchBands != bands) {
      throw new IllegalArgumentException(
          "patch_bands: expected all %d bands in a causal tower, found %d"
              .formatted(bands, patchBands));
    }
  }

  /** Every patch sees every other. */
  public SpectrogramTransformer(
      int frames,
      int bands,
      int patchFrames,
      int patchBands,
      int width,
      int depth,
      int heads,
      double dropout,
      double stochasticDepth) {
    this(
        frames,
        bands,
        patchFrames,
        patchBands,
        width,
        depth,
        heads,
        dropout,
        stochasticDepth,
        false);
  }

  /**
   * A size by name, without dropout, patches of 16 by 16: {@code tiny} (400 frames of 64 bands,
   * width 192, depth 6, heads 3; 2.7 M parameters), {@code small} (400 of 64, 256, 8, 4; 6.4 M) and
   * {@code s16} (1024 of 128, 384, 12, 6; 21.4 M: AST's frames and bands at ViT-S's size).
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static SpectrogramTransformer preset(String name) {
    return switch (name) {
      case "tiny" -> new SpectrogramTransformer(400, 64, 16, 16, 192, 6, 3, 0, 0);
      case "small" -> new SpectrogramTransformer(400, 64, 16, 16, 256, 8, 4, 0, 0);
      case "s16" -> new SpectrogramTransformer(1024, 128, 16, 16, 384, 12, 6, 0, 0);
      default ->
          throw new IllegalArgumentException(
              "preset: expected tiny, small or s16, found \"" + name + "\"");
    };
  }

  @Override
  public int framesAStep() {
    return patchFrames;
  }

  @Override
  public SpectrogramTransformer withFrames(int length) {
    return new SpectrogramTransformer(
        length,
        bands,
        patchFrames,
        patchBands,
        width,
        depth,
        heads,
        dropout,
        stochasticDepth,
        causal);
  }

  @Override
  public int length() {
    return times() * heights();
  }

  @Override
  public int patchesAStep() {
    return heights();
  }

  @Override
  public int patchElements() {
    return patchFrames * patchBands;
  }

  @Override
  public Value patches(Map<String, Value> inputs) {
    Value logMel = Masks.zeroed(inputs.get(LOG_MEL), inputs.get(MASK));
    long rows = logMel.size(0);
    Value grid = Shaping.reshape(logMel, rows, times(), patchFrames, heights(), patchBands);
    return Shaping.reshape(Shaping.permute(grid, 0, 1, 3, 2, 4), rows, length(), patchElements());
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    return Masks.grid(Masks.any(inputs.get(MASK), patchFrames), heights());
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, marks(inputs));
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    Graph g = graph.at(name());
    Value patches = Masks.zeroed(patches(inputs), seen);
    Value x = positioned(g, Linear.of(width).apply(g.at("patches"), patches));
    x = new Dropout(dropout).apply(g, x);
    AttentionMask open = AttentionMask.keys(seen);
    AttentionMask before = causal ? open.and(AttentionMask.causal(g, length())) : open;
    List<Value> layers =
        new Transformer(depth, heads, dropout, stochasticDepth).layers(g, x, before);
    return new EncodedSequence(layers, Pooling.maskedMean(layers.get(depth - 1), seen));
  }

  private int times() {
    return frames / patchFrames;
  }

  private int heights() {
    return bands / patchBands;
  }

  /** Adds {@code positions} [times, width] and {@code band_positions} [heights, width]. */
  private Value positioned(Graph g, Value tokens) {
    long rows = tokens.size(0);
    Initializer initializer = PositionEmbedding.standard().initializer();
    Value time = g.parameter("positions", Parameter.Role.EMBEDDING, initializer, times(), width);
    Value band =
        g.parameter("band_positions", Parameter.Role.EMBEDDING, initializer, heights(), width);
    Value grid =
        Arithmetic.add(
            Shaping.reshape(time, times(), 1, width), Shaping.reshape(band, 1, heights(), width));
    long count = (long) times() * heights();
    Value placed = Arithmetic.add(tokens, Shaping.reshape(grid, count, width));
    return Shaping.reshape(placed, rows, count, width);
  }
}

package dev.attune.image.encoder;

import dev.attune.engine.encoder.Require;
import dev.attune.graph.Graph;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.BatchNorm;
import dev.attune.graph.layer.Convolution;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Padding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Convolutional network: a stem, stages of 3×3 convolutions, each followed by a norm and a
 * nonlinearity, the mean over all pixels. With {@code residual}, each two convolutions are a basic
 * block with a path around it (arXiv:1512.03385), by a 1×1 convolution where the shape changes.
 *
 * <p>Input: {@code pixels} [rows, 3, image size, image size]. Parameters stand under {@code
 * image.}, such as {@code image.stages.0.1.conv.weight}, or {@code
 * image.stages.0.0.second.conv.weight} in a residual network.
 *
 * @param imageSize side in pixels
 * @param stem before the first stage, as wide as that
 * @param stages from the pixels on
 * @param residual whether each two convolutions have a path around them
 * @param activation the nonlinearity; ReLU is the fastest
 * @param norm after each convolution
 */
public record ConvolutionalNetwork(
    int imageSize,
    Stem stem,
    List<Stage> stages,
    boolean residual,
    Activation activation,
    ConvolutionNorm norm)
    implements ImageTower {

  public ConvolutionalNetwork {
    Require.range("image_size", imageSize, 1, LARGEST);
    Require.given("stem", stem, "one of " + List.of(Stem.values()));
    Require.given("stages", stages, "one or more");
    Require.given("activation", activation, "relu or gelu");
    Require.given("norm", norm, "batch or none");
    stages = List.copyOf(stages);
    Require.range("stages", stages.size(), 1, 64);
    if (activation == Activation.NONE) {
      throw new IllegalArgumentException("activation: expected relu or gelu, found none");
    }
    for (Stage stage : stages) {
      if (residual && stage.convolutions() % 2 != 0) {
        throw new IllegalArgumentException(
            "stage convolutions: expected two for each residual block, found "
                + stage.convolutions());
      }
    }
    int patch = stem == Stem.PATCHES_2 ? 2 : stem == Stem.PATCHES_4 ? 4 : 1;
    Require.divides("stem's patch", patch, "the image size", imageSize);
  }

  /**
   * A size by name: {@code tiny_conv} (64 px; widths 32, 64, 128, 192 with two convolutions each,
   * each stage at half the size of the one before, batch norm, ReLU; 0.84 M parameters), {@code
   * first_run} (the same with one convolution each; 0.32 M) and {@code resnet18} (224 px; ResNet-18
   * without its classifier, 11.2 M).
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static ConvolutionalNetwork preset(String name) {
    return switch (name) {
      case "tiny_conv" -> narrow(2);
      case "first_run" -> narrow(1);
      case "resnet18" ->
          new ConvolutionalNetwork(
              224,
              Stem.RESIDUAL_NETWORK,
              List.of(
                  new Stage(64, 4, 1),
                  new Stage(128, 4, 2),
                  new Stage(256, 4, 2),
                  new Stage(512, 4, 2)),
              true,
              Activation.RELU,
              ConvolutionNorm.BATCH);
      default ->
          throw new IllegalArgumentException(
              "preset: expected tiny_conv, first_run or resnet18, found \"" + name + "\"");
    };
  }

  private static ConvolutionalNetwork narrow(int convolutions) {
    List<Stage> stages =
        Stream.of(32, 64, 128, 192).map(width -> new Stage(width, convolutions, 2)).toList();
    return new ConvolutionalNetwork(
        64, Stem.NONE, stages, false, Activation.RELU, ConvolutionNorm.BATCH);
  }

  @Override
  public int width() {
    return stages.get(stages.size() - 1).width();
  }

  @Override
  public boolean usesBatchStatistics() {
    return norm == ConvolutionNorm.BATCH;
  }

  @Override
  public Value encode(Graph graph, Map<String, Value> inputs) {
    Graph g = graph.at(name());
    Value x = stem(g.at("stem"), inputs.get(PIXELS));
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      x = residual ? blocks(g.at("stages", i), x, stage) : plain(g.at("stages", i), x, stage);
    }
    return Pooling.globalAverage(x);
  }

  private Value stem(Graph g, Value pixels) {
    int width = stages.get(0).width();
    return switch (stem) {
      case NONE -> pixels;
      case CONVOLUTION -> activation.apply(normed(g, pixels, around(width, 3, 1)));
      case STRIDED_CONVOLUTION -> activation.apply(normed(g, pixels, around(width, 3, 2)));
      case PATCHES_2 -> normed(g, pixels, patches(width, 2));
      case PATCHES_4 -> normed(g, pixels, patches(width, 4));
      case RESIDUAL_NETWORK -> {
        Value x = activation.apply(normed(g, pixels, around(width, 7, 2)));
        yield Convolutions.maxPool(x, 3, 3, 2, 2, Padding.of(1));
      }
    };
  }

  private Value plain(Graph g, Value x, Stage stage) {
    Value y = x;
    for (int i = 0; i < stage.convolutions(); i++) {
      Graph at = g.at(Integer.toString(i));
      int stride = i == 0 ? stage.stride() : 1;
      y = activation.apply(normed(at, y, around(stage.width(), 3, stride)));
    }
    return y;
  }

  private Value blocks(Graph g, Value x, Stage stage) {
    Value y = x;
    for (int i = 0; i < stage.convolutions() / 2; i++) {
      y = block(g.at(Integer.toString(i)), y, stage.width(), i == 0 ? stage.stride() : 1);
    }
    return y;
  }

  /** A basic block; its path around is the identity where the shape stays (option B). */
  private Value block(Graph g, Value x, int width, int stride) {
    Value y = activation.apply(normed(g.at("first"), x, around(width, 3, stride)));
    y = normed(g.at("second"), y, around(width, 3, 1));
    Value path = y.hasShape(x.shape()) ? x : normed(g.at("shortcut"), x, around(width, 1, stride));
    return activation.apply(Arithmetic.add(path, y));
  }

  private Value normed(Graph g, Value x, Convolution convolution) {
    Value y = convolution.apply(g.at("conv"), x);
    return switch (norm) {
      case BATCH -> BatchNorm.standard().apply(g.at("norm"), y);
      case NONE -> y;
    };
  }

  /** Padded so that stride 1 keeps the size. */
  private Convolution around(int width, int kernel, int stride) {
    return new Convolution(width, kernel, stride, Padding.of(kernel / 2), biased());
  }

  private Convolution patches(int width, int side) {
    return new Convolution(width, side, side, Padding.none(), biased());
  }

  private boolean biased() {
    return norm == ConvolutionNorm.NONE;
  }
}

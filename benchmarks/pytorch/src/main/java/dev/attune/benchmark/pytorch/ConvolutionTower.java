package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** {@code conv}'s image tower: four 3×3 convolutions of stride 2, batch norm, ReLU, global mean. */
final class ConvolutionTower implements Supplier<NDArray> {
  private static final int SIDE = 64;
  private static final int[] CHANNELS = {3, 32, 64, 128, 192};
  private static final float MOMENTUM = 0.9f;
  private static final float EPSILON = 1e-5f;

  private record Stage(
      TorchParameter kernel,
      TorchParameter gain,
      TorchParameter offset,
      NDArray mean,
      NDArray variance) {}

  private final NDArray pixels;
  private final List<Stage> stages = new ArrayList<>();

  ConvolutionTower(TorchParameters parameters, TorchBatch batch) {
    pixels = batch.floats("image.pixels", 3, SIDE, SIDE);
    for (int i = 0; i + 1 < CHANNELS.length; i++) {
      stages.add(stage(parameters, "image.stages." + i + ".0.", CHANNELS[i], CHANNELS[i + 1]));
    }
  }

  private static Stage stage(TorchParameters parameters, String prefix, int in, int out) {
    Shape channels = new Shape(out);
    return new Stage(
        parameters.declare(Kind.KERNEL, new Shape(out, in, 3, 3), prefix + "conv.weight"),
        parameters.declare(Kind.GAIN, channels, prefix + "norm.gain"),
        parameters.declare(Kind.OFFSET, channels, prefix + "norm.offset"),
        parameters.manager().zeros(channels),
        parameters.manager().ones(channels));
  }

  /** [rows, 192]. */
  @Override
  public NDArray get() {
    NDArray x = pixels;
    Shape one = new Shape(1, 1);
    for (Stage stage : stages) {
      x = Conv2d.conv2d(x, stage.kernel.current(), null, new Shape(2, 2), one).singletonOrThrow();
      x =
          BatchNorm.batchNorm(
                  x,
                  stage.mean,
                  stage.variance,
                  stage.gain.current(),
                  stage.offset.current(),
                  -1, // the second axis; any other value makes DJL swap axes
                  MOMENTUM,
                  EPSILON,
                  true)
              .singletonOrThrow();
      x = Activation.relu(x);
    }
    return x.getNDArrayInternal().globalAvgPool();
  }
}

package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;
import java.util.function.Supplier;

/** Two towers projected to 128 dimensions, drawn together by CLIP. */
final class PairModel implements TorchModel {
  private static final int SHARED = 128;

  private final Supplier<NDArray> image;
  private final Supplier<NDArray> text;
  private final TorchParameter imageProjection;
  private final TorchParameter textProjection;
  private final TorchParameter scale;
  private final NDArray diagonal;

  PairModel(TorchParameters parameters, Supplier<NDArray> image, Supplier<NDArray> text, int rows) {
    this.image = image;
    this.text = text;
    Shape projection = new Shape(SHARED, TransformerLayers.WIDTH);
    imageProjection = parameters.declare(Kind.LINEAR, projection, "image.projection.weight");
    textProjection = parameters.declare(Kind.LINEAR, projection, "text.projection.weight");
    scale = parameters.declare(Kind.SCALE, new Shape(), "image-text.logit_scale");
    try (NDArray eye = parameters.manager().eye(rows);
        NDArray weight = parameters.manager().full(new Shape(1), -0.5f / rows)) {
      diagonal = eye.mul(weight);
    }
  }

  @Override
  public NDArray loss() {
    NDArray left = unit(image, imageProjection).mul(scale.current().exp());
    NDArray logits = left.matMul(unit(text, textProjection).transpose());
    NDArray rows = logits.logSoftmax(1).mul(diagonal).sum();
    return rows.add(logits.logSoftmax(0).mul(diagonal).sum());
  }

  /** Both [rows, 128], each row of unit length: image, text. */
  @Override
  public NDList embed() {
    return new NDList(unit(image, imageProjection), unit(text, textProjection));
  }

  private static NDArray unit(Supplier<NDArray> tower, TorchParameter projection) {
    return Scoped.result(
        () -> Linear.linear(tower.get(), projection.current()).singletonOrThrow().normalize(2, 1));
  }
}

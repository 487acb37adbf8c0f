package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.attune.benchmark.pytorch.TorchParameter.Kind;
import dev.attune.engine.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The arrays of one model in PyTorch, in the order in which its layers declare them. */
final class TorchParameters {
  private static final float DEVIATION = 0.02f;

  private final NDManager manager;
  private final List<TorchParameter> all = new ArrayList<>();

  TorchParameters(NDManager manager) {
    this.manager = manager;
  }

  /** Where arrays live that last as long as the model. */
  NDManager manager() {
    return manager;
  }

  /** A new array; see {@link TorchParameter} for the names. */
  TorchParameter declare(Kind kind, Shape shape, String... names) {
    TorchParameter parameter = new TorchParameter(kind, List.of(names), first(kind, shape));
    all.add(parameter);
    return parameter;
  }

  private NDArray first(Kind kind, Shape shape) {
    return switch (kind) {
      case LINEAR, TABLE -> manager.randomNormal(0, DEVIATION, shape, DataType.FLOAT32);
      case KERNEL -> {
        float fan = shape.get(0) * shape.get(2) * shape.get(3);
        yield manager.randomNormal(0, (float) Math.sqrt(2 / fan), shape, DataType.FLOAT32);
      }
      case GAIN -> manager.ones(shape);
      case OFFSET -> manager.zeros(shape);
      case SCALE -> manager.full(shape, (float) Math.log(1 / 0.07));
    };
  }

  List<TorchParameter> all() {
    return Collections.unmodifiableList(all);
  }

  /** Numbers in all arrays together. */
  long count() {
    return all.stream().mapToLong(parameter -> parameter.value().size()).sum();
  }

  /** Begins a step whose gradients are asked for. */
  void track() {
    all.forEach(TorchParameter::track);
  }

  /** Ends it. */
  void untrack() {
    all.forEach(TorchParameter::untrack);
  }

  /** Takes this project's weights over, by name; each must be there. */
  void load(Map<String, Tensor> weights) {
    for (TorchParameter parameter : all) {
      long size = parameter.value().size();
      float[] values = new float[Math.toIntExact(size)];
      int at = 0;
      for (String name : parameter.names()) {
        float[] part = laidOut(parameter.kind(), weights.get(name));
        System.arraycopy(part, 0, values, at, part.length);
        at += part.length;
      }
      if (at != size) {
        throw new IllegalArgumentException(
            "%s: expected %d numbers, found %d".formatted(parameter.names(), size, at));
      }
      Shape shape = parameter.value().getShape();
      try (NDArray read = manager.create(values, shape)) {
        // Copied into PyTorch's own memory, which is aligned.
        read.copyTo(parameter.value());
      }
    }
  }

  private static float[] laidOut(Kind kind, Tensor tensor) {
    if (kind != Kind.LINEAR) {
      return tensor.values();
    }
    int in = Math.toIntExact(tensor.shape()[0]);
    int out = Math.toIntExact(tensor.shape()[1]);
    float[] values = new float[in * out];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.values()[i % in * out + i / in];
    }
    return values;
  }
}

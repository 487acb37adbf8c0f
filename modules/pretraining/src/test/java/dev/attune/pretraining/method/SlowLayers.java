package dev.attune.pretraining.method;

import dev.attune.engine.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers as loops over doubles, by the names of their parameters. */
final class SlowLayers {
  private SlowLayers() {}

  /** One row along the last axis, rows counted in C order. */
  static double[] row(Tensor tensor, int index) {
    int width = (int) tensor.shape()[tensor.shape().length - 1];
    return IntStream.range(0, width).mapToDouble(i -> tensor.values()[index * width + i]).toArray();
  }

  /** x · weight, and + bias if there is one. */
  static double[] linear(Map<String, Tensor> weights, String name, double... x) {
    Tensor weight = weights.get(name + ".weight");
    Tensor bias = weights.get(name + ".bias");
    double[] y = new double[(int) weight.shape()[1]];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias == null ? 0 : bias.values()[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += x[i] * weight.values()[i * y.length + o];
      }
    }
    return y;
  }

  /** v · Φ(v), with Φ(v) = 1/2 + φ(v) · (v + v³/3 + v⁵/(3 · 5) + …). */
  static double[] gelu(double... x) {
    return Arrays.stream(x).map(v -> v * (0.5 + density(v) * series(v))).toArray();
  }

  private static double density(double v) {
    return Math.exp(-v * v / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double series(double v) {
    double term = v;
    double sum = v;
    for (int odd = 3; odd < 400; odd += 2) {
      term *= v * v / odd;
      sum += term;
    }
    return sum;
  }

  static double[] standardise(double... x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Arrays.stream(x).map(v -> (v - mean) / Math.sqrt(variance + 1e-6)).toArray();
  }

  static double[] layerNorm(Map<String, Tensor> weights, String name, double... x) {
    double[] y = standardise(x);
    for (int i = 0; i < y.length; i++) {
      y[i] =
          y[i] * weights.get(name + ".gain").values()[i]
              + weights.get(name + ".offset").values()[i];
    }
    return y;
  }

  static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  static double cosine(double[] a, double[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  /** −log softmax(logits)[right]. */
  static double crossEntropy(double[] logits, int right) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(v -> Math.exp(v - largest)).sum();
    return Math.log(sum) + largest - logits[right];
  }

  /** Of one token, from what stands at its place: transform, norm, the encoder's table, bias. */
  static double tokenLoss(Map<String, Tensor> weights, double[] step, int label) {
    double[] hidden = gelu(linear(weights, "task.tokens.transform", step));
    double[] normed = layerNorm(weights, "task.tokens.norm", hidden);
    double[] logits = new double[ToyText.SIZE];
    for (int token = 0; token < logits.length; token++) {
      logits[token] =
          dot(normed, row(weights.get(ToyText.TABLE), token))
              + weights.get("task.tokens.bias").values()[token];
    }
    return crossEntropy(logits, label);
  }
}

package dev.attune.engine;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter.Role;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Activations;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Convolutions;
import dev.attune.graph.operation.Normalisation;
import dev.attune.graph.operation.Padding;
import dev.attune.graph.operation.Products;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Small networks on the graph's operations, spelt out, for the tests of this module. */
public final class Towers {
  private Towers() {}

  /** x [rows, in] · weight + bias. */
  public static Value linear(Graph graph, Value x, long width) {
    Initializer normal = Initializer.normal(0.3);
    Value weight = graph.parameter("weight", Role.WEIGHT, normal, x.size(-1), width);
    Value bias = graph.parameter("bias", Role.BIAS, Initializer.constant(0.1), width);
    return Arithmetic.add(Products.matmul(x, weight), bias);
  }

  /** Layer normalisation with gain and offset. */
  public static Value layerNorm(Graph graph, Value x) {
    Initializer one = Initializer.normal(1);
    Value gain = graph.parameter("gain", Role.NORM, one, x.size(-1));
    Value offset = graph.parameter("offset", Role.NORM, Initializer.constant(0), x.size(-1));
    Value standard = Normalisation.standardise(x, -1, 1e-5);
    return Arithmetic.add(Arithmetic.multiply(standard, gain), offset);
  }

  /** Single-head self-attention over x [rows, length, width]. */
  public static Value attention(Graph graph, Value x) {
    long rows = x.size(0);
    long length = x.size(1);
    long width = x.size(2);
    Value flat = Shaping.reshape(x, rows * length, width);
    Value q = Shaping.reshape(linear(graph.at("query"), flat, width), rows, length, width);
    Value k = Shaping.reshape(linear(graph.at("key"), flat, width), rows, length, width);
    Value v = Shaping.reshape(linear(graph.at("value"), flat, width), rows, length, width);
    Value scores =
        Arithmetic.scale(Products.matmul(q, k, false, true), 1 / Math.sqrt((double) width));
    return Products.matmul(Activations.softmax(scores), v);
  }

  /** 3×3 convolution to so many channels. */
  public static Value convolution(Graph graph, Value image, long channels) {
    Initializer normal = Initializer.heNormal(9 * image.size(1));
    Value kernel = graph.parameter("kernel", Role.WEIGHT, normal, channels, image.size(1), 3, 3);
    return Convolutions.conv2d(image, kernel, 1, 1, Padding.same());
  }

  /** Ones with the probability over it, else zeros: an inverted dropout mask times x. */
  public static Value dropout(Graph graph, Value x, double keep) {
    Value mask = graph.draw("mask", dev.attune.graph.Draw.Kind.BERNOULLI, keep, x.shape());
    return Arithmetic.scale(Arithmetic.multiply(x, mask), 1 / keep);
  }

  /** An image encoder: linear, GELU, dropout, linear; rows of unit length. */
  public static Value dense(Graph graph, Value x, long width) {
    Value hidden = Activations.gelu(linear(graph.at("in"), x, 2 * width));
    return Normalisation.l2(
        linear(graph.at("out"), dropout(graph.at("drop"), hidden, 0.8), width), 1e-6);
  }

  /** A text encoder: tokens looked up [rows, length], averaged, linear; rows of unit length. */
  public static Value bag(Graph graph, Value ids, long vocabulary, long width) {
    Value tokens = graph.lookup("table", Initializer.normal(0.5), vocabulary, width, ids);
    Value mean = Reductions.mean(dropout(graph.at("drop"), tokens, 0.9), false, 1);
    return Normalisation.l2(linear(graph.at("out"), Activations.gelu(mean), width), 1e-6);
  }

  /** Symmetric InfoNCE with a learnt scale (arXiv:2103.00020) over rows of unit length. */
  public static Value clip(Graph graph, Value left, Value right) {
    Value scale = graph.parameter("logit_scale", Role.SCALE, Initializer.constant(1.5));
    Value logits =
        Arithmetic.multiply(Products.matmul(left, right, false, true), Arithmetic.exp(scale));
    Value rows = Shaping.diagonal(Activations.logSoftmax(logits));
    Value columns = Shaping.diagonal(Activations.logSoftmax(Shaping.transpose(logits)));
    return Arithmetic.scale(Reductions.mean(Arithmetic.add(rows, columns), false), -0.5);
  }

  /** Mean squared distance from a target. */
  public static Value squaredError(Value found, Value expected) {
    return Reductions.mean(Arithmetic.square(Arithmetic.subtract(found, expected)), false);
  }

  /** 0, 1, 2 … as a constant. */
  public static Value ramp(Graph graph, long length) {
    double[] values = LongStream.range(0, length).asDoubleStream().toArray();
    return graph.constant(Nd4j.createFromArray(values).castTo(DataType.FLOAT));
  }
}

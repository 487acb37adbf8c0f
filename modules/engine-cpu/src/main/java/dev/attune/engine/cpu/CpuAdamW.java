package dev.attune.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_pow;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_sqrt;

import dev.attune.engine.cpu.onednn.Attributes;
import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.cpu.onednn.PrimitiveCall;
import dev.attune.engine.executor.FlatOptimizer;
import dev.attune.engine.executor.FlatParameters;
import dev.attune.engine.optimizer.AdamWConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link AdamWConfig} part by part: each part of the parameters stays in the cache while its decay,
 * its gradient's clipping, both moments and the update pass over it. What changes from step to step
 * are numbers that the prepared calls read.
 */
final class CpuAdamW implements FlatOptimizer {
  /** Four vectors of so many floats, shared by two cores, fit their second-level caches. */
  private static final int PART = 1 << 17;

  /** Added and taken away again: moments that have all but vanished become 0, not denormal. */
  private static final double VANISHING = 1e-30;

  private final AdamWConfig config;
  private final INDArray first;
  private final INDArray second;
  private final OneDnn library = new OneDnn();
  private final Vectors vectors = new Vectors(library);
  private final SquaredNorm norm;
  private final FloatPointer one = vectors.number();
  private final FloatPointer clipping = vectors.number();
  private final FloatPointer secondCorrection = vectors.number();
  private final FloatPointer stepSize = vectors.number();
  private final FloatPointer kept = vectors.number();
  private final List<PrimitiveCall> calls = new ArrayList<>();

  CpuAdamW(AdamWConfig config, FlatParameters parameters) {
    this.config = config;
    INDArray values = parameters.values();
    first = Nd4j.create(values.dataType(), values.length());
    second = Nd4j.create(values.dataType(), values.length());
    norm = new SquaredNorm(library, parameters.gradients());
    try {
      prepare(values, parameters.gradients(), parameters.decayed());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void prepare(INDArray values, INDArray gradients, long decayedValues) {
    FloatPointer w = address(values);
    FloatPointer g = address(gradients);
    for (long from = 0; from < values.length(); from += PART) {
      long length = Math.min(PART, values.length() - from);
      long decayed = Math.max(0, Math.min(length, decayedValues - from));
      if (decayed > 0 && config.weightDecay() > 0) {
        FloatPointer part = Vectors.from(w, from);
        calls.add(vectors.multiply(part, kept, 1, part, decayed, vectors.attributes()));
      }
      FloatPointer gradient = Vectors.from(g, from);
      calls.add(vectors.multiply(gradient, clipping, 1, gradient, length, vectors.attributes()));
      update(
          Vectors.from(w, from),
          gradient,
          Vectors.from(address(first), from),
          Vectors.from(address(second), from),
          length);
    }
  }

  private static FloatPointer address(INDArray vector) {
    return new FloatPointer(vector.data().addressPointer());
  }

  private void update(FloatPointer w, FloatPointer g, FloatPointer m, FloatPointer v, long length) {
    // oneDNN adds what stands in the result before any other post-operation: m, v come out of a
    // weighted sum that is scaled last.
    calls.add(vectors.multiply(g, one, 1, m, length, average(config.beta1())));
    calls.add(vectors.multiply(g, g, length, v, length, average(config.beta2())));
    // w ← w − rate · m̂ / (√v̂ + ε)
    Attributes step = vectors.attributes();
    step.apply(dnnl_eltwise_sqrt, 0, 0);
    step.apply(dnnl_eltwise_linear, 1, config.epsilon());
    step.apply(dnnl_eltwise_pow, 1, -1);
    step.join(dnnl_binary_mul, vectors.layout(length), m);
    step.join(dnnl_binary_mul, vectors.layout(1), stepSize);
    step.join(dnnl_binary_add, vectors.layout(length), w);
    calls.add(vectors.multiply(v, secondCorrection, 1, w, length, step));
  }

  /** result ← decay · result + (1 − decay) · new */
  private Attributes average(double decay) {
    Attributes average = vectors.attributes();
    average.accumulate(decay / (1 - decay));
    average.apply(dnnl_eltwise_linear, 1 - decay, VANISHING);
    average.apply(dnnl_eltwise_linear, 1, -VANISHING);
    return average;
  }

  @Override
  public double gradientNorm() {
    return Math.sqrt(norm.measure());
  }

  @Override
  public void update(double learningRate, double factor, long count) {
    one.put(1);
    clipping.put((float) factor);
    secondCorrection.put((float) (1 / (1 - Math.pow(config.beta2(), (double) count))));
    stepSize.put((float) (-learningRate / (1 - Math.pow(config.beta1(), (double) count))));
    kept.put((float) (1 - learningRate * config.weightDecay()));
    for (PrimitiveCall call : calls) {
      call.run();
    }
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    state.put("first_moment", first);
    state.put("second_moment", second);
    return state;
  }

  @Override
  public void close() {
    library.close();
    first.data().close();
    second.data().close();
  }
}

package dev.attune.graph.operation;

import dev.attune.graph.Value;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Operations of one value, for tests that run over all of them. */
public final class OperationCases {

  private OperationCases() {}

  public static Map<String, Function<Value, Value>> unary() {
    Map<String, Function<Value, Value>> all = new TreeMap<>();
    all.put("scale", v -> Arithmetic.scale(v, -1.7));
    all.put("shift", v -> Arithmetic.shift(v, 0.3));
    all.put("negate", Arithmetic::negate);
    all.put("square", Arithmetic::square);
    all.put("sqrt", v -> Arithmetic.sqrt(Arithmetic.shift(Arithmetic.square(v), 0.1)));
    all.put("exp", Arithmetic::exp);
    all.put("log", v -> Arithmetic.log(Arithmetic.shift(Arithmetic.square(v), 0.1)));
    all.put("abs", Arithmetic::abs);
    all.put("clamp", v -> Arithmetic.clamp(v, -0.61, 0.83));
    all.put("maximum", v -> Arithmetic.maximum(v, 0.2));
    all.put("minimum", v -> Arithmetic.minimum(v, 0.2));
    all.put("relu", Activations::relu);
    all.put("gelu", Activations::gelu);
    all.put("sigmoid", Activations::sigmoid);
    all.put("tanh", Activations::tanh);
    all.put("softplus", Activations::softplus);
    all.put("logSigmoid", Activations::logSigmoid);
    all.put("softmax", Activations::softmax);
    all.put("logSoftmax", Activations::logSoftmax);
    all.put("sum", v -> Reductions.sum(v, false));
    all.put("sum 1", v -> Reductions.sum(v, false, 1));
    all.put("sum 0 -1 kept", v -> Reductions.sum(v, true, 0, -1));
    all.put("mean", v -> Reductions.mean(v, false));
    all.put("mean 2", v -> Reductions.mean(v, false, 2));
    all.put("mean 0 2", v -> Reductions.mean(v, true, 2, 0));
    all.put("max", v -> Reductions.max(v, false));
    all.put("max 1", v -> Reductions.max(v, true, 1));
    all.put("variance", v -> Reductions.variance(v, false, -1));
    all.put("variance all", v -> Reductions.variance(v, false));
    all.put("reshape", v -> Arithmetic.square(Shaping.reshape(v, 7, -1)));
    all.put("permute", v -> Arithmetic.square(Shaping.permute(v, 2, 0, 1)));
    all.put("transpose", v -> Arithmetic.square(Shaping.transpose(v)));
    all.put("slice", v -> Shaping.slice(v, 1, 2, 4));
    all.put("slice last", v -> Shaping.slice(v, -1, 3, 7));
    all.put("expand", v -> Shaping.expand(v, 1));
    all.put("squeeze", v -> Shaping.squeeze(Shaping.expand(v, -1), 3));
    all.put("broadcastTo", v -> Shaping.broadcastTo(Shaping.expand(v, 0), 2, 3, 5, 7));
    all.put("sum 0", v -> Reductions.sum(v, false, 0));
    all.put("sum 0 1", v -> Reductions.sum(v, false, 0, 1));
    all.put("broadcastTo from one", v -> Shaping.broadcastTo(Reductions.sum(v, false), 3, 2, 5));
    all.put("l2", v -> Normalisation.l2(v, 1e-3));
    all.put("standardise -1", v -> Normalisation.standardise(v, -1, 1e-3));
    all.put("standardise 0", v -> Normalisation.standardise(v, 0, 1e-3));
    return all;
  }
}

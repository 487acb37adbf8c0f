package dev.attune.engine.plan;

import dev.attune.engine.program.Program;
import dev.attune.engine.program.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns regions of a program into one step each. */
final class Composites {
  private final Program program;
  private final Storages storages;

  /** Mean and variance that a forward normalisation keeps for its backward pass. */
  private final Map<Integer, List<Operand>> statistics = new HashMap<>();

  private final Map<Integer, Integer> forwards = new HashMap<>();

  Composites(Program program, Storages storages) {
    this.program = program;
    this.storages = storages;
    for (int i = 0; i < program.regions().size(); i++) {
      for (int backward : program.regions().get(i).backwards()) {
        forwards.put(backward, i);
      }
    }
  }

  /** The step of one region. */
  Step step(int index) {
    Region region = program.regions().get(index);
    List<Operand> in = Arrays.stream(region.inputs()).mapToObj(storages::operand).toList();
    return switch (region.kind()) {
      case LAYER_NORM -> layerNorm(index, region, in);
      case LAYER_NORM_BACKWARD ->
          normBackward(index, region, in, new Kernel.LayerNormBackward(region.epsilon()));
      case BATCH_NORM -> batchNorm(index, region, in);
      case BATCH_NORM_BACKWARD ->
          normBackward(index, region, in, new Kernel.BatchNormBackward(region.epsilon()));
      case SOFTMAX -> rows(new Kernel.Softmax(false), region, in);
      case SOFTMAX_BACKWARD -> rows(new Kernel.SoftmaxBackward(false), region, in);
      case LOG_SOFTMAX -> rows(new Kernel.Softmax(true), region, in);
      case LOG_SOFTMAX_BACKWARD -> rows(new Kernel.SoftmaxBackward(true), region, in);
      case GELU -> same(new Kernel.Map(Function.of(Function.Kind.GELU)), region, in);
      case GELU_BACKWARD ->
          same(new Kernel.MapBackward(Function.of(Function.Kind.GELU), false), region, in);
      case RELU -> same(new Kernel.Map(Function.of(Function.Kind.RELU)), region, in);
      case RELU_BACKWARD ->
          same(new Kernel.MapBackward(Function.of(Function.Kind.RELU), true), region, in);
    };
  }

  private Operand output(Region region, int index, String name, long... shape) {
    return index >= region.outputs().length || region.outputs()[index] == Region.UNUSED
        ? storages.fresh(name, shape)
        : storages.operand(region.outputs()[index]).reshaped(shape);
  }

  private Step same(Kernel kernel, Region region, List<Operand> in) {
    return Step.of(kernel, in, storages.operand(region.outputs()[0]));
  }

  private Step rows(Kernel kernel, Region region, List<Operand> in) {
    List<Operand> matrices = in.stream().map(Composites::matrix).toList();
    return Step.of(kernel, matrices, matrix(storages.operand(region.outputs()[0])));
  }

  private static Operand matrix(Operand v) {
    long width = v.size(-1);
    return v.reshaped(v.length() / width, width);
  }

  private Step layerNorm(int index, Region region, List<Operand> in) {
    Operand v = matrix(in.get(0));
    long rows = v.size(0);
    List<Operand> kept = List.of(storages.fresh("mean", rows), storages.fresh("variance", rows));
    statistics.put(index, kept);
    Operand y = matrix(storages.operand(region.outputs()[0]));
    Kernel kernel = new Kernel.LayerNorm(region.epsilon());
    return Step.of(kernel, List.of(v, in.get(1), in.get(2)), y, kept.get(0), kept.get(1));
  }

  private Step batchNorm(int index, Region region, List<Operand> in) {
    Operand v = images(in.get(0));
    long channels = v.size(1);
    List<Operand> kept =
        List.of(output(region, 1, "mean", channels), output(region, 2, "variance", channels));
    statistics.put(index, kept);
    Operand y = images(output(region, 0, "unread", in.get(0).shape()));
    Kernel kernel = new Kernel.BatchNorm(region.epsilon());
    return Step.of(kernel, List.of(v, in.get(1), in.get(2)), y, kept.get(0), kept.get(1));
  }

  /** [n, channels] as [n, channels, 1, 1]. */
  private static Operand images(Operand v) {
    return v.rank() == 4 ? v : v.reshaped(v.size(0), v.size(1), 1, 1);
  }

  private Step normBackward(int index, Region region, List<Operand> in, Kernel kernel) {
    List<Operand> reads = new ArrayList<>();
    boolean rows = kernel instanceof Kernel.LayerNormBackward;
    in.stream().limit(2).map(v -> rows ? matrix(v) : images(v)).forEach(reads::add);
    reads.add(in.get(2));
    reads.addAll(statistics.get(forwards.get(index)));
    Operand v = reads.get(1);
    long width = in.get(2).length();
    return Step.of(
        kernel,
        reads,
        output(region, 0, "unread", v.shape()),
        output(region, 1, "unread", width),
        output(region, 2, "unread", width));
  }
}

package dev.attune.engine.cpu;

import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.cpu.onednn.OneDnnException;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Prepares the kernel calls of a plan's steps. */
final class CallFactory {
  private final Memory memory;
  private final Packing packing;
  private final Products products;
  private final Elementwise elementwise;
  private final Normalisations normalisations;
  private final Convolutions convolutions;
  private final Pools pools;

  CallFactory(OneDnn library, Memory memory, Set<Integer> fixed) {
    Binding binding = new Binding(library, memory);
    packing = new Packing(binding, fixed);
    this.memory = memory;
    products = new Products(binding, packing);
    elementwise = new Elementwise(binding);
    normalisations = new Normalisations(binding);
    convolutions = new Convolutions(binding, packing);
    pools = new Pools(binding, packing);
  }

  /** Bytes of packed weights and workspaces. */
  long bytes() {
    return packing.bytes();
  }

  /** The calls of one step: one, unless its epilogues have to run apart. */
  List<Call> calls(Step step) {
    if (step.epilogues().isEmpty()) {
      return plain(step);
    }
    Optional<List<Call>> fused = fused(step);
    return fused.isPresent() ? fused.get() : apart(step);
  }

  private Optional<List<Call>> fused(Step step) {
    try {
      return fusable(step);
    } catch (OneDnnException e) {
      return Optional.empty();
    }
  }

  /** Nothing if oneDNN would run the step with its epilogues by slow reference code. */
  private Optional<List<Call>> fusable(Step step) {
    if (step.kernel() instanceof Kernel.Product) {
      return products.calls(step);
    }
    if (step.kernel() instanceof Kernel.Convolution convolution) {
      return convolutions.forward(step, convolution.window());
    }
    return elementwise.fused(step);
  }

  /** The kernel, then each epilogue in place. */
  private List<Call> apart(Step step) {
    Step bare = new Step(step.kernel(), step.inputs(), step.outputs(), List.of());
    List<Call> calls = new ArrayList<>(plain(bare));
    for (Epilogue epilogue : step.epilogues()) {
      calls.add(elementwise.inPlace(asJoin(epilogue, step), step.output()));
    }
    return calls;
  }

  /** A bias as the sum with an array of the result's rank. */
  private static Epilogue asJoin(Epilogue epilogue, Step step) {
    if (!(epilogue instanceof Epilogue.Bias bias)) {
      return epilogue;
    }
    int rank = step.output().rank();
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[step.kernel() instanceof Kernel.Product ? rank - 1 : 1] = bias.vector().length();
    return new Epilogue.Join(Binary.ADD, bias.vector().reshaped(shape));
  }

  private List<Call> plain(Step step) {
    Kernel kernel = step.kernel();
    if (kernel instanceof Kernel.Product) {
      return products.calls(step).orElseThrow();
    } else if (kernel instanceof Kernel.Map || kernel instanceof Kernel.Pairwise) {
      return List.of(elementwise.plain(step));
    } else if (kernel instanceof Kernel.MapBackward map) {
      return List.of(elementwise.backward(step, map));
    } else if (kernel instanceof Kernel.Copy) {
      return List.of(elementwise.copy(step.inputs().get(0), step.output()));
    } else if (kernel instanceof Kernel.Stock stock) {
      return List.of(stock(step, stock));
    } else if (kernel instanceof Kernel.Convolution convolution) {
      return convolutions.forward(step, convolution.window()).orElseThrow();
    } else if (kernel instanceof Kernel.ConvolutionBackwardImage convolution) {
      return convolutions.backwardImage(step, convolution.window());
    } else if (kernel instanceof Kernel.ConvolutionBackwardWeights convolution) {
      return convolutions.backwardWeights(step, convolution.window());
    } else if (kernel instanceof Kernel.Pool pool) {
      return List.of(pools.forward(step, pool.window(), pool.largest()));
    } else if (kernel instanceof Kernel.PoolBackward pool) {
      return pools.backward(step, pool.window(), pool.largest());
    }
    return List.of(normalisations.call(step));
  }

  private Call stock(Step step, Kernel.Stock stock) {
    return new StockCall(
        stock.operation().function(),
        step.inputs().stream().map(memory::array).toList(),
        step.outputs().stream().map(memory::array).toList());
  }
}

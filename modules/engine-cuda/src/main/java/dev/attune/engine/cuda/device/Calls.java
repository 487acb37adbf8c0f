package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.launch.Launch;
import dev.attune.engine.cuda.launch.Matrix;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.Functions;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.nd4j.linalg.api.buffer.DataType;

/** A plan's launches with their texts, before they have addresses. */
public final class Calls {
  private final DevicePlan plan;

  /** By place in the plan; products have none. */
  private final Map<Integer, KernelSource> sources = new HashMap<>();

  /** By what they copy. */
  private final Map<Integer, KernelSource> copies = new LinkedHashMap<>();

  /**
   * Writes all texts.
   *
   * @throws IllegalArgumentException in one line, if a step has no kernel or is not of real numbers
   */
  public Calls(DevicePlan plan) {
    this(plan, new Functions("kernel_"));
  }

  /**
   * Likewise, beside other plans that are recorded with it.
   *
   * @param functions of all of them
   */
  public Calls(DevicePlan plan, Functions functions) {
    this.plan = plan;
    plan.copies().forEach((from, to) -> copies.put(from, functions.named(copy(from, to))));
    for (int i = 0; i < plan.launches().size(); i++) {
      Launch launch = plan.launches().get(i);
      requireReal(launch);
      if (launch instanceof Launch.Generated generated) {
        sources.put(i, functions.named(KernelSource.of(generated.kernels(), plan::isNarrow)));
      } else if (launch instanceof Launch.Attend attend) {
        sources.put(i, functions.named(KernelSource.of(attend.attention())));
      } else if (launch instanceof Launch.AttendBackward attend) {
        sources.put(i, functions.named(KernelSource.of(attend.backward())));
      } else if (launch instanceof Launch.OverWindows windows) {
        sources.put(i, functions.named(KernelSource.of(windows.kernel(), plan::isNarrow)));
      } else if (launch instanceof Launch.Missing missing) {
        throw new IllegalArgumentException(
            "executor cuda has no kernel for " + missing.step().label());
      }
    }
  }

  private KernelSource copy(int from, int to) {
    long length = plan.storages().get(from).length();
    Term value = new Term.Load(Operand.dense(from, length));
    Statement store = new Statement.Store(Operand.dense(to, length), value);
    RowKernel copy = new RowKernel(new long[] {length}, 0, List.of(store));
    return KernelSource.of(copy, plan::isNarrow);
  }

  private void requireReal(Launch launch) {
    List<Operand> operands = new ArrayList<>(launch.reads());
    operands.addAll(launch.writes());
    for (Operand operand : operands) {
      DataType type = plan.storages().get(operand.storage()).type();
      if (type != DataType.FLOAT && type != DataType.BFLOAT16) {
        throw new IllegalArgumentException(
            "executor cuda computes on FLOAT alone, found %s in %s"
                .formatted(type, launch.label()));
      }
    }
  }

  /**
   * What fills the plan's copies, in order.
   *
   * @param wanted which of them, by the storages that they are copies of
   */
  public List<Call> copies(IntToLongFunction address, IntPredicate wanted) {
    return copies.entrySet().stream()
        .filter(copy -> wanted.test(copy.getKey()))
        .map(copy -> kernel(copy.getValue(), address))
        .toList();
  }

  /** The launches, in order. */
  public List<Call> launches(IntToLongFunction address) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < plan.launches().size(); i++) {
      if (plan.launches().get(i) instanceof Launch.Multiply multiply) {
        calls.add(product(multiply.product(), address));
      } else {
        calls.add(kernel(sources.get(i), address));
      }
    }
    return calls;
  }

  private static Call kernel(KernelSource source, IntToLongFunction address) {
    return new Call.Kernel(source, source.storages().stream().map(address::applyAsLong).toList());
  }

  private static Call product(MatrixProduct product, IntToLongFunction address) {
    Optional<Operand> addend = product.addend().map(Matrix::operand);
    return new Call.Product(
        product,
        address.applyAsLong(product.first().operand().storage()),
        address.applyAsLong(product.second().operand().storage()),
        address.applyAsLong(product.result().operand().storage()),
        addend.map(operand -> address.applyAsLong(operand.storage())).orElse(0L),
        product.bias().map(operand -> address.applyAsLong(operand.storage())).orElse(0L));
  }
}

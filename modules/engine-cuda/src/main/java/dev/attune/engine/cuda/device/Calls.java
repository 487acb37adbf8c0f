package dev.attune.engine.cuda.device;

import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.launch.Launch;
import dev.attune.engine.cuda.launch.Matrix;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.nd4j.linalg.api.buffer.DataType;

/** A plan's launches with their texts, before they have addresses. */
public final class Calls {
  private final DevicePlan plan;

  /** By place in the plan; products have none. */
  private final Map<Integer, KernelSource> sources = new HashMap<>();

  /**
   * Writes all texts.
   *
   * @throws IllegalArgumentException in one line, if a step has no kernel or is not of floats
   */
  public Calls(DevicePlan plan) {
    this.plan = plan;
    for (int i = 0; i < plan.launches().size(); i++) {
      Launch launch = plan.launches().get(i);
      requireTypes(launch);
      if (launch instanceof Launch.Generated generated) {
        sources.put(i, KernelSource.of(generated.kernel(), "kernel_" + i));
      } else if (launch instanceof Launch.Attend attend) {
        sources.put(i, KernelSource.of(attend.attention(), "kernel_" + i));
      } else if (launch instanceof Launch.AttendBackward attend) {
        sources.put(i, KernelSource.of(attend.backward(), "kernel_" + i));
      } else if (launch instanceof Launch.Library library) {
        sources.put(i, window(library, "kernel_" + i));
      }
    }
  }

  private static KernelSource window(Launch.Library library, String name) {
    return KernelSource.of(library.step(), name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "executor cuda has no kernel for " + library.step().label()));
  }

  private void requireTypes(Launch launch) {
    List<Operand> operands = new ArrayList<>(launch.reads());
    operands.addAll(launch.writes());
    List<Operand> narrow = launch.bfloat16();
    for (Operand operand : operands) {
      DataType expected = narrow.contains(operand) ? DataType.BFLOAT16 : DataType.FLOAT;
      DataType type = plan.storages().get(operand.storage()).type();
      if (type != expected) {
        throw new IllegalArgumentException(
            "executor cuda computes on %s alone, found %s in %s"
                .formatted(expected, type, launch.label()));
      }
    }
  }

  /** The calls, in order. */
  public List<Call> at(IntToLongFunction address) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < plan.launches().size(); i++) {
      if (plan.launches().get(i) instanceof Launch.Multiply multiply) {
        calls.add(product(multiply.product(), address));
      } else {
        KernelSource source = sources.get(i);
        List<Long> addresses = source.storages().stream().map(address::applyAsLong).toList();
        calls.add(new Call.Kernel(source, addresses));
      }
    }
    return calls;
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

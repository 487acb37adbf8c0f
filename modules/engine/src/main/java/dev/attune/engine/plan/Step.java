package dev.attune.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One call of a kernel.
 *
 * @param kernel what is computed
 * @param inputs what it reads, in the kernel's order
 * @param outputs what it writes, in the kernel's order
 * @param epilogues done to the first output before it is written, in this order
 */
public record Step(
    Kernel kernel, List<Operand> inputs, List<Operand> outputs, List<Epilogue> epilogues) {

  public Step {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    epilogues = List.copyOf(epilogues);
  }

  /** A step without epilogues. */
  static Step of(Kernel kernel, List<Operand> inputs, Operand... outputs) {
    return new Step(kernel, inputs, List.of(outputs), List.of());
  }

  /** A copy into another order of memory. */
  static Step copy(Operand from, Operand to) {
    return of(new Kernel.Copy(), List.of(from), to);
  }

  /** The first output. */
  public Operand output() {
    return outputs.get(0);
  }

  /** All operands read, those of the epilogues included. */
  public List<Operand> reads() {
    List<Operand> reads = new ArrayList<>(inputs);
    for (Epilogue epilogue : epilogues) {
      if (epilogue.reads() != null) {
        reads.add(epilogue.reads());
      }
    }
    return reads;
  }

  Step withInput(int index, Operand input) {
    List<Operand> changed = new ArrayList<>(inputs);
    changed.set(index, input);
    return new Step(kernel, changed, outputs, epilogues);
  }

  Step withOutput(Operand output) {
    List<Operand> changed = new ArrayList<>(outputs);
    changed.set(0, output);
    return new Step(kernel, inputs, changed, epilogues);
  }

  Step withEpilogues(List<Epilogue> more) {
    return new Step(kernel, inputs, outputs, more);
  }

  /** The same work on other operands. */
  public Step mapped(UnaryOperator<Operand> change) {
    List<Epilogue> changed = new ArrayList<>();
    for (Epilogue epilogue : epilogues) {
      if (epilogue instanceof Epilogue.Bias bias) {
        changed.add(new Epilogue.Bias(change.apply(bias.vector())));
      } else if (epilogue instanceof Epilogue.Join join) {
        changed.add(new Epilogue.Join(join.operation(), change.apply(join.other())));
      } else {
        changed.add(epilogue);
      }
    }
    return new Step(
        kernel,
        inputs.stream().map(change).toList(),
        outputs.stream().map(change).toList(),
        changed);
  }

  /** The kernel and its epilogues in words. */
  public String label() {
    return epilogues.isEmpty()
        ? kernel.label()
        : kernel.label()
            + epilogues.stream().map(e -> " + " + e.label()).collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return label() + " " + inputs + " → " + outputs;
  }
}

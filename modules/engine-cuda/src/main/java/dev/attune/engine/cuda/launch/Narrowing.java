package dev.attune.engine.cuda.launch;

import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import dev.attune.engine.program.ProgramValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Which memories of a plan are kept as bfloat16: intermediates that a product reads or writes.
 * Results of a program, so gradients of parameters too, stay single; and so does a product of two
 * matrices neither of which is a layout of inputs, such as the similarities of a contrastive loss,
 * whose rounding the temperature would multiply.
 */
final class Narrowing {
  private final Plan plan;
  private final Set<Integer> wide = new HashSet<>();

  /** Layouts of inputs: weights, patches of an image. */
  private final Set<Integer> given = new HashSet<>();

  private final Set<Integer> narrow = new HashSet<>();

  private Narrowing(Plan plan) {
    this.plan = plan;
    plan.program().outputs().values().forEach(output -> wide.add(output.storage()));
  }

  /**
   * Ids of the storages.
   *
   * @param products the plan's products of matrices, convolutions among them
   */
  static Set<Integer> of(Plan plan, List<Step> products) {
    Narrowing narrowing = new Narrowing(plan);
    plan.steps().forEach(narrowing::follow);
    products.forEach(narrowing::product);
    return Set.copyOf(narrowing.narrow);
  }

  private ProgramValue value(Operand operand) {
    return plan.storages().get(operand.storage());
  }

  private boolean isGiven(Operand operand) {
    return value(operand).kind() != ProgramValue.Kind.INTERMEDIATE
        || given.contains(operand.storage());
  }

  private void follow(Step step) {
    boolean copied = step.kernel() instanceof Kernel.Copy && step.epilogues().isEmpty();
    if (copied && step.inputs().stream().allMatch(this::isGiven)) {
      given.add(step.output().storage());
    }
  }

  private void product(Step step) {
    step.inputs().forEach(this::add);
    boolean ofWeights = step.kernel() instanceof Kernel.ConvolutionBackwardWeights;
    boolean many = step.output().rank() > 2 && !ofWeights;
    if (many || (!ofWeights && step.inputs().stream().anyMatch(this::isGiven))) {
      add(step.output());
      step.epilogues().forEach(this::bias);
    }
  }

  private void bias(Epilogue epilogue) {
    if (epilogue instanceof Epilogue.Bias bias) {
      add(bias.vector());
    }
  }

  private void add(Operand operand) {
    ProgramValue value = value(operand);
    if (value.kind() == ProgramValue.Kind.INTERMEDIATE
        && value.type() == DataType.FLOAT
        && !wide.contains(value.id())) {
      narrow.add(value.id());
    }
  }
}

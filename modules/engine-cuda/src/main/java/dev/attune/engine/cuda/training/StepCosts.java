package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.cuda.launch.Launch;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.StepCost;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.engine.plan.Operand;

/** What a step of a {@link ResidentSession} costs, from its plan. */
public final class StepCosts {
  /** Scores, then what they weigh. */
  private static final int PRODUCTS_OF_ATTENTION = 2;

  /** Scores again, and gradients of scores, values, queries and keys. */
  private static final int PRODUCTS_BACK = 5;

  /** AdamW reads a weight, its gradient and two moments, and writes all but the gradient. */
  private static final int ARRAYS_OF_UPDATE = 7;

  /** The norm, the update. */
  private static final int LAUNCHES_OF_UPDATE = 3;

  private StepCosts() {}

  /** Counts without a device. */
  public static StepCost of(TrainingSpec specification, Precision precision) {
    StepPlan plan = StepPlan.of(specification, precision);
    int launches = LAUNCHES_OF_UPDATE + (plan.narrows() ? 1 : 0);
    long operations = 0;
    long bytes = ofUpdate(plan);
    for (Launch launch : plan.device().launches()) {
      launches += calls(launch);
      operations += operations(launch);
      bytes += bytes(plan.device(), launch);
    }
    return new StepCost(launches, operations, bytes);
  }

  private static long ofUpdate(StepPlan plan) {
    long norm = Float.BYTES * plan.layout().trainable();
    long copy = plan.narrows() ? (Float.BYTES + Float.BYTES / 2) * plan.layout().length() : 0;
    return norm + ARRAYS_OF_UPDATE * norm + copy;
  }

  private static int calls(Launch launch) {
    return launch instanceof Launch.Multiply multiply ? multiply.product().batches().size() : 1;
  }

  private static long operations(Launch launch) {
    if (launch instanceof Launch.Multiply multiply) {
      MatrixProduct product = multiply.product();
      return 2 * product.matrices() * product.rows() * product.columns() * product.inner();
    }
    if (launch instanceof Launch.Attend attend) {
      return PRODUCTS_OF_ATTENTION * product(attend.attention());
    }
    return launch instanceof Launch.AttendBackward attend
        ? PRODUCTS_BACK * product(attend.backward().forward())
        : 0;
  }

  private static long product(Attention attention) {
    return 2 * attention.queries().length() * attention.keys().size(-2);
  }

  private static long bytes(DevicePlan plan, Launch launch) {
    long bytes = 0;
    for (Operand operand : launch.reads()) {
      bytes += bytes(plan, operand);
    }
    for (Operand operand : launch.writes()) {
      bytes += bytes(plan, operand);
    }
    return bytes;
  }

  /** Of distinct elements: what is repeated is read once. */
  private static long bytes(DevicePlan plan, Operand operand) {
    long elements = 1;
    for (int axis = 0; axis < operand.rank(); axis++) {
      elements *= operand.strides()[axis] == 0 ? 1 : operand.size(axis);
    }
    return elements * plan.storages().get(operand.storage()).type().width();
  }
}

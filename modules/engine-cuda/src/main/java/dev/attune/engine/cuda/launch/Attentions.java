package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Plan;
import dev.attune.engine.plan.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Attention among a plan's steps: a product, a softmax and a product whose scores and weights
 * nobody else reads, and the five steps of its backward pass. Where all that it multiplies is kept
 * as bfloat16, forward and backward become a kernel each, or both stay as they are.
 */
final class Attentions {
  private static final int AXES = 4;

  private final Plan plan;
  private final Memory memory;
  private final Uses uses;

  /** By step: the launches in its place, none but for one step of each pass. */
  private final Map<Integer, List<Launch>> replaced = new HashMap<>();

  /** Steps of a pass, and the attention that they are. */
  private record Forward(Attention attention, Operand weights, int... steps) {}

  private record Backward(AttentionBackward attention, int... steps) {}

  Attentions(Plan plan, Memory memory) {
    this.plan = plan;
    this.memory = memory;
    this.uses = new Uses(plan);
    for (int i = 0; i < plan.steps().size(); i++) {
      if (plan.steps().get(i).kernel() instanceof Kernel.Softmax softmax && !softmax.logarithm()) {
        forward(i).ifPresent(this::replace);
      }
    }
  }

  /** The launches in a step's place; nothing if it is no part of attention. */
  Optional<List<Launch>> at(int step) {
    return Optional.ofNullable(replaced.get(step));
  }

  private void replace(Forward forward) {
    // All that it reads is there before the second product, which comes last.
    int last = Arrays.stream(forward.steps).max().orElseThrow();
    int weights = forward.weights.storage();
    if (uses.onlyReader(weights, last)) {
      replace(last, new Launch.Attend(forward.attention), forward.steps);
      return;
    }
    Optional<Backward> backward = backward(forward);
    if (backward.isPresent()) {
      // The first of the steps needs all that the kernel reads.
      int first = Arrays.stream(backward.get().steps).min().orElseThrow();
      replace(last, new Launch.Attend(forward.attention), forward.steps);
      replace(first, new Launch.AttendBackward(backward.get().attention), backward.get().steps);
    }
  }

  private void replace(int at, Launch launch, int... steps) {
    Arrays.stream(steps).forEach(step -> replaced.put(step, List.of()));
    replaced.put(at, List.of(launch));
  }

  private Optional<Forward> forward(int softmax) {
    int scores = step(softmax).inputs().get(0).storage();
    int first = uses.onlyWriter(scores);
    if (!isProduct(first) || !uses.onlyReader(scores, softmax)) {
      return Optional.empty();
    }
    Operand seen = step(first).output();
    if (seen.rank() != AXES || !seen.isDense()) {
      return Optional.empty();
    }
    Operand weights = Operand.dense(step(softmax).output().storage(), seen.shape());
    int second = product(uses.readers(weights.storage()), weights);
    if (second < 0 || !step(second).epilogues().isEmpty()) {
      return Optional.empty();
    }
    return attention(step(first), step(second))
        .map(attention -> new Forward(attention, weights, first, softmax, second));
  }

  private Optional<Attention> attention(Step first, Step second) {
    List<Epilogue> rest = first.epilogues();
    double scale = 1;
    if (!rest.isEmpty() && isScale(rest.get(0))) {
      scale = ((Epilogue.Apply) rest.get(0)).function().alpha();
      rest = rest.subList(1, rest.size());
    }
    boolean masked = rest.size() == 1 && isSum(rest.get(0));
    Operand queries = first.inputs().get(0);
    long[] statistics = {queries.size(0), queries.size(1), queries.size(2), 2};
    Attention attention =
        new Attention(
            queries,
            first.inputs().get(1).transposed(),
            second.inputs().get(1),
            masked
                ? Optional.of(Broadcast.to(rest.get(0).reads(), first.output().shape()))
                : Optional.empty(),
            scale,
            second.output(),
            memory.fresh("statistics", DataType.FLOAT, statistics));
    boolean typed =
        isNarrow(attention.bfloat16())
            && attention.mask().stream().allMatch(mask -> memory.type(mask) == DataType.FLOAT);
    return (masked || rest.isEmpty()) && typed && attention.fits()
        ? Optional.of(attention)
        : Optional.empty();
  }

  private Optional<Backward> backward(Forward forward) {
    Operand weights = forward.weights;
    List<Integer> readers = uses.readers(weights.storage());
    int ofValues = product(readers, weights.transposed());
    int softmax = readers.stream().filter(i -> isSoftmaxBackward(i, weights)).findAny().orElse(-1);
    if (ofValues < 0 || softmax < 0 || readers.size() != 3) {
      return Optional.empty();
    }
    int ofWeights = uses.onlyWriter(step(softmax).inputs().get(0).storage());
    Operand scores = Operand.dense(step(softmax).output().storage(), weights.shape());
    int ofQueries = product(uses.readers(scores.storage()), scores);
    int ofKeys = product(uses.readers(scores.storage()), scores.transposed());
    if (ofWeights < 0 || ofQueries < 0 || ofKeys < 0) {
      return Optional.empty();
    }
    Operand gradient = step(ofValues).inputs().get(1);
    AttentionBackward backward =
        new AttentionBackward(
            forward.attention,
            gradient,
            step(ofQueries).output(),
            step(ofKeys).output(),
            step(ofValues).output());
    Backward found = new Backward(backward, ofWeights, ofValues, softmax, ofQueries, ofKeys);
    return isWhole(found, forward) && isNarrow(backward.bfloat16()) && backward.fits()
        ? Optional.of(found)
        : Optional.empty();
  }

  /** Whether the five steps compute what they should, and nobody reads what stands between. */
  private boolean isWhole(Backward found, Forward forward) {
    Attention attention = forward.attention;
    Operand gradient = found.attention.gradient();
    Step ofWeights = step(found.steps[0]);
    Step ofValues = step(found.steps[1]);
    Step softmax = step(found.steps[2]);
    Step ofQueries = step(found.steps[3]);
    Step ofKeys = step(found.steps[4]);
    int scores = softmax.output().storage();
    return uses.onlyReader(ofWeights.output().storage(), found.steps[2])
        && !uses.isOutput(forward.weights.storage())
        && !uses.isOutput(scores)
        && uses.readers(scores).size() == 2
        && ofWeights.output().isDense()
        && multiplies(ofWeights, gradient, attention.values().transposed(), 1)
        && multiplies(ofValues, forward.weights.transposed(), gradient, 1)
        && multiplies(ofQueries, ofQueries.inputs().get(0), attention.keys(), attention.scale())
        && multiplies(ofKeys, ofKeys.inputs().get(0), attention.queries(), attention.scale());
  }

  private boolean isNarrow(List<Operand> operands) {
    return operands.stream().allMatch(operand -> memory.type(operand) == DataType.BFLOAT16);
  }

  private Step step(int index) {
    return plan.steps().get(index);
  }

  private boolean isProduct(int index) {
    return index >= 0 && step(index).kernel() instanceof Kernel.Product;
  }

  private boolean isSoftmaxBackward(int index, Operand weights) {
    return step(index).kernel() instanceof Kernel.SoftmaxBackward backward
        && !backward.logarithm()
        && step(index).inputs().get(1).storage() == weights.storage();
  }

  /** The product among some steps whose left factor is an operand; −1 if there is none. */
  private int product(List<Integer> steps, Operand left) {
    return steps.stream()
        .filter(index -> isProduct(index) && same(step(index).inputs().get(0), left))
        .findFirst()
        .orElse(-1);
  }

  /** Whether a step is the product of two operands, times a scale. */
  private static boolean multiplies(Step step, Operand left, Operand right, double scale) {
    List<Epilogue> epilogues = step.epilogues();
    boolean scaled =
        epilogues.size() == 1
            && isScale(epilogues.get(0))
            && ((Epilogue.Apply) epilogues.get(0)).function().alpha() == scale;
    return step.kernel() instanceof Kernel.Product
        && same(step.inputs().get(0), left)
        && same(step.inputs().get(1), right)
        && (scaled || (epilogues.isEmpty() && scale == 1));
  }

  private static boolean isScale(Epilogue epilogue) {
    return epilogue instanceof Epilogue.Apply apply
        && apply.function().kind() == Function.Kind.LINEAR
        && apply.function().beta() == 0;
  }

  private static boolean isSum(Epilogue epilogue) {
    return epilogue instanceof Epilogue.Join join && join.operation() == Binary.ADD;
  }

  private static boolean same(Operand a, Operand b) {
    return a.storage() == b.storage()
        && a.offset() == b.offset()
        && Arrays.equals(a.shape(), b.shape())
        && IntStream.range(0, a.rank())
            .allMatch(axis -> a.size(axis) == 1 || a.strides()[axis] == b.strides()[axis]);
  }
}

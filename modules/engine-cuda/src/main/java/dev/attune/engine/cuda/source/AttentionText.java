package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.Attention;
import dev.attune.engine.cuda.kernel.AttentionBackward;
import dev.attune.engine.plan.Operand;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Attention as text: calls of the templates in {@code attention.cuh}, a block for each row and
 * head. The backward pass has two of them, one for the gradients of keys and values and one for
 * that of queries.
 */
final class AttentionText {
  /** Keys at a time, at most, if they are not many: their scores stay in registers. */
  private static final int FEW = 64;

  /** Of many, with sums that shrink from step to step beside them; or of the backward pass. */
  private static final int STEP = 32;

  private static final int WARP = 32;
  private static final int MOST_WARPS = 8;

  private final Attention attention;
  private final Schedule schedule;
  private final Parameters parameters;

  private AttentionText(Attention attention, Schedule schedule, Parameters parameters) {
    this.attention = attention;
    this.schedule = schedule;
    this.parameters = parameters;
  }

  static KernelSource of(Attention attention) {
    Schedule schedule = schedule(attention.queryCount(), blocks(attention), attention.shared());
    Parameters parameters = parameters(attention.reads(), attention.writes(), attention.bfloat16());
    String body = new AttentionText(attention, schedule, parameters).forward();
    return KernelSource.of(schedule, parameters, body);
  }

  static KernelSource of(AttentionBackward backward) {
    Attention attention = backward.forward();
    int rows = Math.max(attention.queryCount(), attention.keyCount());
    Schedule schedule = schedule(rows, 2 * blocks(attention), attention.sharedBackward());
    Parameters parameters = parameters(backward.reads(), backward.writes(), backward.bfloat16());
    String body = new AttentionText(attention, schedule, parameters).backward(backward);
    return KernelSource.of(schedule, parameters, body);
  }

  private static long blocks(Attention attention) {
    return (long) attention.rows() * attention.heads();
  }

  /** As few warps as need no more turns than the most would. */
  private static Schedule schedule(int rows, long blocks, int shared) {
    int tiles = Attention.wholeTiles(rows) / Attention.TILE;
    int turns = (tiles + MOST_WARPS - 1) / MOST_WARPS;
    int warps = (tiles + turns - 1) / turns;
    return new Schedule(Schedule.Form.BLOCK_A_ROW, blocks, WARP, warps, shared);
  }

  private static int step(int keys) {
    int whole = Attention.wholeTiles(keys);
    return whole <= FEW ? whole : STEP;
  }

  private static Parameters parameters(
      List<Operand> reads, List<Operand> writes, List<Operand> narrow) {
    Set<Integer> storages = narrow.stream().map(Operand::storage).collect(Collectors.toSet());
    return new Parameters(reads, writes, storages::contains);
  }

  private String forward() {
    Attention a = attention;
    return place("blockIdx.x")
        + """
            attend<%s, %d>(
                %s,
                %s,
                %s,
                %s,
                %s,
                %s,
                %s);
          """
            .formatted(
                sizes(),
                step(a.keyCount()),
                rows(a.queries()),
                rows(a.keys()),
                rows(a.values()),
                mask(),
                scale(),
                written(a.result()),
                head(a.statistics()));
  }

  private String backward(AttentionBackward backward) {
    Attention a = attention;
    return place("(blockIdx.x / 2)")
        + """
            const Attended attended = {
                %s,
                %s,
                %s,
                %s,
                %s,
                %s,
                %s,
                %s};
            if (blockIdx.x %% 2 == 0) {
              gradientsOfKeys<%s>(
                  attended,
                  %s,
                  %s);
            } else {
              gradientOfQueries<%s, %d>(
                  attended,
                  %s);
            }
          """
            .formatted(
                rows(a.queries()),
                rows(a.keys()),
                rows(a.values()),
                mask(),
                scale(),
                head(a.statistics()),
                rows(a.result()),
                rows(backward.gradient()),
                sizes(),
                written(backward.ofKeys()),
                written(backward.ofValues()),
                sizes(),
                Math.min(step(a.keyCount()), STEP),
                written(backward.ofQueries()));
  }

  private String place(String block) {
    return "  const long long row = %s / %d;\n  const long long head = %s %% %d;\n"
        .formatted(block, attention.heads(), block, attention.heads());
  }

  private String sizes() {
    return "%d, %d, %d, %d"
        .formatted(
            attention.queryCount(), attention.keyCount(), attention.depth(), schedule.blockY());
  }

  private String scale() {
    return (float) attention.scale() + "f";
  }

  private String rows(Operand operand) {
    return "Rows{%s, %d}".formatted(head(operand), operand.strides()[2]);
  }

  private String written(Operand operand) {
    return "WrittenRows{%s, %d}".formatted(head(operand), operand.strides()[2]);
  }

  private String mask() {
    return attention
        .mask()
        .map(mask -> "Mask{%s, %d, %d}".formatted(head(mask), mask.strides()[2], mask.strides()[3]))
        .orElse("Mask{nullptr, 0, 0}");
  }

  /** Where a row's and head's part of an operand begins. */
  private String head(Operand operand) {
    String offset = operand.offset() == 0 ? "" : " + " + operand.offset();
    List<String> axes = List.of("row", "head");
    return parameters.name(operand)
        + offset
        + IntStream.range(0, axes.size())
            .filter(axis -> operand.size(axis) > 1 && operand.strides()[axis] != 0)
            .mapToObj(axis -> " + " + axes.get(axis) + " * " + operand.strides()[axis])
            .collect(Collectors.joining());
  }
}

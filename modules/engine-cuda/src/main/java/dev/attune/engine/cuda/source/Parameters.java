package dev.attune.engine.cuda.source;

import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The memories that a kernel reads and writes, as its parameters {@code s0, s1 …}: named by their
 * order, so that two kernels that do the same have the same text. What is kept as bfloat16 is
 * widened as it is read and rounded as it is written.
 */
final class Parameters {
  private final List<Integer> storages;
  private final Set<Integer> written = new LinkedHashSet<>();
  private final IntPredicate narrow;

  /**
   * Of what a kernel reads and writes.
   *
   * @param narrow which storages are kept as bfloat16
   */
  Parameters(List<Operand> reads, List<Operand> writes, IntPredicate narrow) {
    writes.forEach(operand -> written.add(operand.storage()));
    Set<Integer> all = new LinkedHashSet<>();
    reads.forEach(operand -> all.add(operand.storage()));
    all.addAll(written);
    storages = new ArrayList<>(all);
    this.narrow = narrow;
  }

  /** Ids, each once, in order. */
  List<Integer> storages() {
    return storages;
  }

  /** As a function declares them. */
  String declared() {
    return IntStream.range(0, storages.size())
        .mapToObj(this::declared)
        .collect(Collectors.joining(", "));
  }

  private String declared(int place) {
    int storage = storages.get(place);
    String type = narrow.test(storage) ? "unsigned short*" : "float*";
    String whole = written.contains(storage) ? type + " " : "const " + type + " __restrict__ ";
    return whole + "s" + place;
  }

  /** The name of an operand's memory. */
  String name(Operand operand) {
    return "s" + storages.indexOf(operand.storage());
  }

  /**
   * An element as a float.
   *
   * @param place of the element in its memory
   */
  String read(Operand operand, String place) {
    String element = name(operand) + "[" + place + "]";
    return narrow.test(operand.storage()) ? "wide(" + element + ")" : element;
  }

  /** A statement that writes an element. */
  String write(Operand operand, String place, String value) {
    String element = name(operand) + "[" + place + "]";
    return narrow.test(operand.storage())
        ? element + " = narrow(" + value + ");"
        : element + " = " + value + ";";
  }

  /** Some neighbours as floats, from an element on. */
  String readLanes(int lanes, Operand operand, String place) {
    return "read%d(%s + %s)".formatted(lanes, name(operand), place);
  }

  /** A statement that writes neighbours, from an element on. */
  String writeLanes(int lanes, Operand operand, String place, String values) {
    return "write%d(%s + %s, %s);".formatted(lanes, name(operand), place, values);
  }
}

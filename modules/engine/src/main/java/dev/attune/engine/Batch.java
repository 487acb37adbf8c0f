package dev.attune.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One step's arrays by the names of the graph's inputs, each in C order with the items as its first
 * dimension.
 *
 * @param rows number of items
 * @param floats floating inputs
 * @param integers whole-number inputs, such as token ids
 */
public record Batch(int rows, Map<String, float[]> floats, Map<String, int[]> integers) {

  public Batch {
    floats = Map.copyOf(floats);
    integers = Map.copyOf(integers);
  }

  /** The items {@code from} to {@code to} (exclusive) of every array. */
  public Batch slice(int from, int to) {
    Map<String, float[]> someFloats = new LinkedHashMap<>();
    floats.forEach((name, all) -> someFloats.put(name, part(name, all, from, to)));
    Map<String, int[]> someIntegers = new LinkedHashMap<>();
    integers.forEach(
        (name, all) -> {
          int width = width(name, all.length);
          someIntegers.put(name, Arrays.copyOfRange(all, from * width, to * width));
        });
    return new Batch(to - from, someFloats, someIntegers);
  }

  /** The arrays with these names. */
  public Batch only(Set<String> names) {
    Map<String, float[]> someFloats = new LinkedHashMap<>(floats);
    Map<String, int[]> someIntegers = new LinkedHashMap<>(integers);
    someFloats.keySet().retainAll(names);
    someIntegers.keySet().retainAll(names);
    return new Batch(rows, someFloats, someIntegers);
  }

  /** The same arrays, {@code prefix} and a dot before each name. */
  public Batch under(String prefix) {
    return renamed(name -> prefix + "." + name);
  }

  /** The arrays whose names begin with {@code prefix} and a dot, by what follows. */
  public Batch within(String prefix) {
    String start = prefix + ".";
    Set<String> names = new LinkedHashSet<>(floats.keySet());
    names.addAll(integers.keySet());
    names.removeIf(name -> !name.startsWith(start));
    return only(names).renamed(name -> name.substring(start.length()));
  }

  private Batch renamed(UnaryOperator<String> rename) {
    Map<String, float[]> renamedFloats = new LinkedHashMap<>();
    floats.forEach((name, values) -> renamedFloats.put(rename.apply(name), values));
    Map<String, int[]> renamedIntegers = new LinkedHashMap<>();
    integers.forEach((name, values) -> renamedIntegers.put(rename.apply(name), values));
    return new Batch(rows, renamedFloats, renamedIntegers);
  }

  private float[] part(String name, float[] all, int from, int to) {
    int width = width(name, all.length);
    return Arrays.copyOfRange(all, from * width, to * width);
  }

  private int width(String name, int length) {
    if (length % rows != 0) {
      throw new IllegalArgumentException(
          "%s: expected a multiple of %d elements, found %d".formatted(name, rows, length));
    }
    return length / rows;
  }
}

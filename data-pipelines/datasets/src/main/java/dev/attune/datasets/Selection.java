package dev.attune.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which rows of a data set are used, by the values of one column: {@code split}, {@code label},
 * {@code group}, or one of the further columns. Conditions that are left empty hold for every row.
 *
 * @param column name of the column
 * @param anyOf the row has at least one of these values
 * @param allOf the row has every one of these values
 * @param noneOf the row has none of these values
 */
public record Selection(
    String column, List<String> anyOf, List<String> allOf, List<String> noneOf) {
  private static final int SHOWN = 8;

  /** Copies the lists. */
  public Selection {
    Objects.requireNonNull(column, "column");
    anyOf = List.copyOf(anyOf);
    allOf = List.copyOf(allOf);
    noneOf = List.copyOf(noneOf);
  }

  /** The rows with at least one of some values. */
  public static Selection anyOf(String column, String... values) {
    return new Selection(column, List.of(values), List.of(), List.of());
  }

  /**
   * The rows that satisfy all selections, in their order.
   *
   * @throws IllegalArgumentException if a value is asked for that no row has, or no row is left
   */
  public static Dataset apply(Dataset data, List<Selection> selections) {
    if (selections.isEmpty()) {
      return data;
    }
    selections.forEach(selection -> selection.requireKnown(data));
    List<Item> kept =
        data.items().stream()
            .filter(item -> selections.stream().allMatch(selection -> selection.holds(item)))
            .toList();
    if (kept.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected rows that satisfy the selection, found none among %d"
              .formatted(data.source(), data.size()));
    }
    return new Dataset(data.name(), data.source(), kept, data.problems());
  }

  /** Whether a row satisfies the conditions. */
  public boolean holds(Item item) {
    List<String> values = values(item);
    return (anyOf.isEmpty() || anyOf.stream().anyMatch(values::contains))
        && values.containsAll(allOf)
        && noneOf.stream().noneMatch(values::contains);
  }

  /** A misspelt value would silently select nothing. */
  private void requireKnown(Dataset data) {
    TreeSet<String> known = new TreeSet<>();
    data.items().forEach(item -> known.addAll(values(item)));
    List<String> asked = new ArrayList<>(anyOf);
    asked.addAll(allOf);
    asked.addAll(noneOf);
    if (asked.isEmpty()) {
      throw new IllegalArgumentException(
          "column `%s`: expected values in any_of, all_of or none_of, found none"
              .formatted(column));
    }
    for (String value : asked) {
      if (!known.contains(value)) {
        List<String> some = known.stream().limit(SHOWN).toList();
        throw new IllegalArgumentException(
            "%s: column `%s`: expected a value that some row has, such as %s, found `%s`"
                .formatted(data.source(), column, some, value));
      }
    }
  }

  private List<String> values(Item item) {
    return switch (column) {
      case "split" -> single(item, Item::split);
      case "label" -> single(item, Item::label);
      case "group" -> single(item, Item::group);
      default -> item.attribute(column);
    };
  }

  private static List<String> single(Item item, Function<Item, Optional<String>> field) {
    return field.apply(item).stream().toList();
  }
}

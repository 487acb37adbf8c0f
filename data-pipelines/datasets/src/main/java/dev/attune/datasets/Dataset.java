package dev.attune.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The items of a manifest or folder, in its order, and the rows that were left out.
 *
 * @param name for people
 * @param source the manifest or folder that was read
 * @param items the rows that can be used
 * @param problems the rows that cannot, by line
 */
public record Dataset(String name, Path source, List<Item> items, List<RowProblem> problems) {

  public Dataset {
    items = List.copyOf(items);
    problems = List.copyOf(problems);
  }

  /** Number of items. */
  public int size() {
    return items.size();
  }

  /** The item at a position. */
  public Item item(int index) {
    return items.get(index);
  }

  /**
   * This data set without the items that a check refuses, such as pictures that cannot be decoded;
   * those become problems. The check runs on several threads.
   *
   * @param check gives the reason to leave an item out, or nothing
   */
  public Dataset verified(Function<Item, Optional<String>> check) {
    List<Optional<String>> reasons =
        IntStream.range(0, size()).parallel().mapToObj(i -> check.apply(item(i))).toList();
    List<Item> good = new ArrayList<>();
    List<RowProblem> bad = new ArrayList<>(problems);
    for (int i = 0; i < size(); i++) {
      Item item = item(i);
      reasons
          .get(i)
          .ifPresentOrElse(
              reason -> bad.add(new RowProblem(item.line(), reason)), () -> good.add(item));
    }
    bad.sort(Comparator.comparingLong(RowProblem::line));
    return new Dataset(name, source, good, bad);
  }

  /**
   * This data set, if no row was left out.
   *
   * @throws ManifestException with the first row that was left out
   */
  public Dataset strict() {
    if (!problems.isEmpty()) {
      RowProblem first = problems.get(0);
      throw new ManifestException(source + ":" + first.line() + ": " + first.reason());
    }
    return this;
  }
}

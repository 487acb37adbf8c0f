package dev.attune.engine.cuda.training;

import dev.attune.graph.Draw;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to be there before a graph's program runs, beside parameters and statistics.
 *
 * @param fed by a batch: inputs, and ids of what is looked up
 * @param lookups whose rows the program reads
 * @param draws that the program reads
 */
record GraphInputs(List<Value> fed, List<Lookup> lookups, List<Draw> draws) {

  GraphInputs {
    fed = List.copyOf(fed);
    lookups = List.copyOf(lookups);
    draws = List.copyOf(draws);
  }

  /**
   * Those of a graph.
   *
   * @param read names of the program's inputs
   * @param written names of those that others write
   */
  static GraphInputs of(Graph graph, Set<String> read, Set<String> written) {
    List<Lookup> lookups =
        graph.lookups().stream().filter(lookup -> read.contains(lookup.rows().name())).toList();
    List<Draw> draws =
        graph.draws().stream().filter(draw -> read.contains(draw.value().name())).toList();
    Set<Value> fed = new LinkedHashSet<>();
    graph.inputs().values().stream()
        .filter(input -> read.contains(input.name()) && !written.contains(input.name()))
        .forEach(fed::add);
    lookups.forEach(lookup -> fed.add(lookup.ids()));
    return new GraphInputs(List.copyOf(fed), lookups, draws);
  }

  /** How the ids of some lookups are sorted, each ids once. */
  static Map<Value, RowOrder> orders(List<Lookup> lookups) {
    Map<Value, RowOrder> orders = new LinkedHashMap<>();
    lookups.forEach(lookup -> orders.putIfAbsent(lookup.ids(), StepPlan.orderOf(lookup)));
    return orders;
  }

  /**
   * Makes sure that ids are rows of their tables: the device would read past the end.
   *
   * @throws IllegalArgumentException in one line, if one is not
   */
  void requireIds(Value input, int... ids) {
    for (Lookup lookup : lookups) {
      if (lookup.ids().equals(input)) {
        long vocabulary = lookup.table().shape()[0];
        for (int i = 0; i < ids.length; i++) {
          if (ids[i] < 0 || ids[i] >= vocabulary) {
            throw new IllegalArgumentException(
                "input %s, element %d: expected an id from 0 to %d of table %s, found %d"
                    .formatted(input, i, vocabulary - 1, lookup.table().name(), ids[i]));
          }
        }
      }
    }
  }
}

package dev.attune.engine.cuda.training;

import dev.attune.graph.Graph;
import dev.attune.graph.Statistic;
import dev.attune.graph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program gives beside a loss and its gradients: scalars that are reported, and what
 * statistics observe.
 *
 * @param reported scalars of the graph, by name
 */
record ReportedOutputs(Graph graph, Map<String, Value> reported) {
  private static final String OBSERVED = "observed ";

  private List<Statistic> observing() {
    return graph.statistics().stream().filter(statistic -> statistic.observed() != null).toList();
  }

  private String name(int place) {
    return OBSERVED + (reported.size() + place);
  }

  /** All of them, by the outputs' names. */
  Map<String, Value> outputs() {
    Map<String, Value> outputs = new LinkedHashMap<>(reported);
    observed().forEach((name, statistic) -> outputs.put(name, statistic.observed()));
    return outputs;
  }

  /** Statistics with what is observed of them, by the output's name. */
  Map<String, Statistic> observed() {
    Map<String, Statistic> observed = new LinkedHashMap<>();
    List<Statistic> observing = observing();
    for (int i = 0; i < observing.size(); i++) {
      observed.put(name(i), observing.get(i));
    }
    return observed;
  }
}

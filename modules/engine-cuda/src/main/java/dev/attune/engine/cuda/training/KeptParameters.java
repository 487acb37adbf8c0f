package dev.attune.engine.cuda.training;

import dev.attune.engine.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters and what the optimiser keeps of them, from the host and back. What is to be written is
 * checked whole before any of it is.
 *
 * @param vectors what the optimiser calls its own
 */
record KeptParameters(ParameterLayout layout, List<String> vectors) {

  /** Before the first step: parameters as they are drawn, vectors 0. */
  List<Regions.Write> first(Map<String, float[]> initial) {
    List<Regions.Write> writes = new ArrayList<>();
    float[] zeros = new float[Math.toIntExact(layout.trainable())];
    vectors.forEach(vector -> writes.add(new Regions.Write(StepPlan.vector(vector), 0, zeros)));
    initial.forEach((name, own) -> writes.add(value(layout.places().get(name), own)));
    return writes;
  }

  private static Regions.Write value(ParameterLayout.Place place, float... values) {
    return new Regions.Write(StepPlan.VALUES, place.offset(), values);
  }

  /**
   * A state's.
   *
   * @throws IllegalArgumentException in one line, if a tensor is missing or has another shape
   */
  List<Regions.Write> restored(Map<String, Tensor> values, Map<String, Tensor> optimizer) {
    List<Regions.Write> writes = new ArrayList<>();
    layout
        .places()
        .forEach(
            (name, place) -> {
              long[] shape = place.parameter().shape();
              writes.add(value(place, Regions.values(values, name, shape)));
              if (place.trained()) {
                for (String vector : vectors) {
                  float[] own = Regions.values(optimizer, name + "." + vector, shape);
                  writes.add(new Regions.Write(StepPlan.vector(vector), place.offset(), own));
                }
              }
            });
    return writes;
  }

  /**
   * Those parameters that are among the tensors.
   *
   * @throws IllegalArgumentException in one line, if one has another shape
   */
  List<Regions.Write> loaded(Map<String, Tensor> weights) {
    List<Regions.Write> writes = new ArrayList<>();
    layout
        .places()
        .forEach(
            (name, place) -> {
              if (weights.containsKey(name)) {
                float[] own = Regions.values(weights, name, place.parameter().shape());
                writes.add(value(place, own));
              }
            });
    return writes;
  }

  /** Parameters by name. */
  Map<String, Tensor> values(Regions from) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    layout.places().forEach((name, place) -> values.put(name, read(from, StepPlan.VALUES, place)));
    return values;
  }

  /** What the optimiser keeps, as a state calls it. */
  Map<String, Tensor> optimizer(Regions from) {
    Map<String, Tensor> kept = new LinkedHashMap<>();
    layout
        .places()
        .forEach(
            (name, place) -> {
              if (place.trained()) {
                vectors.forEach(
                    v -> kept.put(name + "." + v, read(from, StepPlan.vector(v), place)));
              }
            });
    return kept;
  }

  private static Tensor read(Regions from, String region, ParameterLayout.Place place) {
    return from.read(region, place.offset(), place.parameter().shape());
  }
}

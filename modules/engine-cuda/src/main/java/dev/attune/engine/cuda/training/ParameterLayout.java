package dev.attune.engine.cuda.training;

import dev.attune.engine.executor.RateFactors;
import dev.attune.graph.Graph;
import dev.attune.graph.Lookup;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All parameters in one vector: decayed, not decayed, frozen. Gradients and moments are laid out
 * like its trainable part.
 *
 * @param places by name, in order
 * @param decayed elements that weight decay reaches
 * @param trainable elements that the optimiser moves
 * @param length of all
 */
record ParameterLayout(Map<String, Place> places, long decayed, long trainable, long length) {
  /** Elements: each parameter starts where a device's reads begin. */
  static final int ALIGNMENT = 64;

  /**
   * Where a parameter stands.
   *
   * @param offset in elements
   * @param trained whether the optimiser moves it
   */
  record Place(Parameter parameter, long offset, boolean trained) {}

  static ParameterLayout of(Collection<Parameter> parameters, Predicate<String> frozen) {
    List<Parameter> ordered = new ArrayList<>(parameters);
    ordered.sort(Comparator.comparingInt((Parameter p) -> rank(p, frozen)));
    Map<String, Place> places = new LinkedHashMap<>();
    long[] ends = new long[3];
    long offset = 0;
    for (Parameter parameter : ordered) {
      int rank = rank(parameter, frozen);
      places.put(parameter.name(), new Place(parameter, offset, rank < 2));
      offset += aligned(parameter.length());
      ends[rank] = offset;
    }
    long decayed = ends[0];
    long trainable = Math.max(decayed, ends[1]);
    return new ParameterLayout(places, decayed, trainable, Math.max(1, offset));
  }

  private static int rank(Parameter parameter, Predicate<String> frozen) {
    if (frozen.test(parameter.name())) {
      return 2;
    }
    return parameter.role().decays() ? 0 : 1;
  }

  /** Shares of the learning rate, one for {@value #ALIGNMENT} trainable elements. */
  float[] shares(RateFactors rates) {
    float[] shares = new float[Math.toIntExact(trainable / ALIGNMENT)];
    for (Place place : places.values()) {
      if (place.trained) {
        float share = (float) rates.of(place.parameter.name());
        Arrays.fill(shares, group(place.offset), group(end(place)), share);
      }
    }
    return shares;
  }

  private static int group(long element) {
    return Math.toIntExact(element / ALIGNMENT);
  }

  private static long end(Place place) {
    return place.offset + aligned(place.parameter.length());
  }

  private static long aligned(long length) {
    return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Whether the optimiser moves it. */
  boolean trains(String name) {
    Place place = places.get(name);
    return place != null && place.trained;
  }

  /** What of a graph the optimiser moves: parameters, and rows that are looked up in them. */
  List<Value> differentiated(Graph graph) {
    List<Value> differentiated = new ArrayList<>();
    for (Value parameter : graph.parameterValues().values()) {
      if (trains(parameter.name())) {
        differentiated.add(parameter);
      }
    }
    for (Lookup lookup : graph.lookups()) {
      if (trains(lookup.table().name())) {
        differentiated.add(lookup.rows());
      }
    }
    return differentiated;
  }
}

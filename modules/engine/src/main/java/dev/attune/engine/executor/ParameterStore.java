package dev.attune.engine.executor;

import dev.attune.engine.Tensor;
import dev.attune.engine.memory.FreeMemory;
import dev.attune.engine.program.Views;
import dev.attune.graph.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All parameters in one flat array, and the gradients of the trainable ones in another, so that an
 * optimiser is a few passes over long vectors. Order: decayed, not decayed, frozen.
 */
final class ParameterStore implements AutoCloseable {
  /** Each parameter starts on a cache line. */
  private static final int ALIGNMENT = 16;

  private record Place(Parameter parameter, long offset) {
    long end() {
      return offset + (parameter.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  /** A part of a flat vector laid out like the trainable values, from its first element on. */
  record Stretch(long first, long length) {
    private long end() {
      return first + length;
    }
  }

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, INDArray> views = new LinkedHashMap<>();
  private final Map<String, INDArray> gradientViews = new LinkedHashMap<>();
  private final INDArray values;
  private final INDArray gradients;
  private final long decayed;
  private final long trainable;

  ParameterStore(Collection<Parameter> parameters, Predicate<String> frozen, DataType type) {
    List<Parameter> ordered = new ArrayList<>(parameters);
    ordered.sort(Comparator.comparingInt((Parameter p) -> rank(p, frozen)));
    long offset = 0;
    long endOfDecayed = 0;
    long endOfTrainable = 0;
    for (Parameter parameter : ordered) {
      Place place = new Place(parameter, offset);
      places.put(parameter.name(), place);
      offset = place.end();
      endOfDecayed = rank(parameter, frozen) == 0 ? offset : endOfDecayed;
      endOfTrainable = rank(parameter, frozen) < 2 ? offset : endOfTrainable;
    }
    decayed = endOfDecayed;
    trainable = endOfTrainable;
    FreeMemory.requireForParameters((offset + 3 * trainable) * type.width());
    values = Nd4j.create(type, Math.max(offset, 1));
    gradients = Nd4j.create(type, Math.max(trainable, 1));
    for (Place place : places.values()) {
      String name = place.parameter.name();
      views.put(name, Views.of(values.data(), place.offset, place.parameter.shape()));
      if (!frozen.test(name)) {
        gradientViews.put(name, Views.of(gradients.data(), place.offset, place.parameter.shape()));
      }
    }
  }

  private static int rank(Parameter parameter, Predicate<String> frozen) {
    if (frozen.test(parameter.name())) {
      return 2;
    }
    return parameter.role().decays() ? 0 : 1;
  }

  /** Draws every parameter from the seed and its own name, whatever else the model holds. */
  void initialise(long seed) {
    for (Place place : places.values()) {
      Parameter parameter = place.parameter;
      HostMemory.write(RandomNumbers.initial(parameter, seed), views.get(parameter.name()));
    }
  }

  /** Parameters that the optimiser moves. */
  Collection<String> trainableNames() {
    return gradientViews.keySet();
  }

  INDArray view(String name) {
    return views.get(name);
  }

  Map<String, INDArray> views() {
    return views;
  }

  INDArray gradient(String name) {
    return gradientViews.get(name);
  }

  /** A parameter's part of a flat vector laid out like the trainable values. */
  INDArray viewLike(INDArray flat, String name) {
    Place place = places.get(name);
    return Views.of(flat.data(), place.offset, place.parameter.shape());
  }

  /** The trainable parameters of these names; neighbours stand in one stretch. */
  List<Stretch> stretches(Set<String> names) {
    List<Stretch> stretches = new ArrayList<>();
    for (String name : gradientViews.keySet()) {
      if (names.contains(name)) {
        Place place = places.get(name);
        int last = stretches.size() - 1;
        boolean joins = last >= 0 && stretches.get(last).end() == place.offset;
        long first = joins ? stretches.remove(last).first : place.offset;
        stretches.add(new Stretch(first, place.end() - first));
      }
    }
    return stretches;
  }

  /** All gradients, flat. */
  INDArray gradients() {
    return gradients;
  }

  /** What an optimiser moves. */
  FlatParameters flat() {
    return new FlatParameters(
        Views.of(values.data(), 0, Math.max(trainable, 1)), gradients, decayed);
  }

  /** A copy of every parameter. */
  Map<String, Tensor> export() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    views.forEach((name, view) -> copies.put(name, HostMemory.read(view)));
    return copies;
  }

  /** Splits a flat vector laid out like the trainable values into tensors by parameter. */
  Map<String, Tensor> split(INDArray flat, String suffix) {
    Map<String, Tensor> parts = new LinkedHashMap<>();
    for (String name : gradientViews.keySet()) {
      parts.put(name + suffix, HostMemory.read(viewLike(flat, name)));
    }
    return parts;
  }

  /** The inverse of {@link #split}. */
  void join(Map<String, Tensor> parts, String suffix, INDArray flat) {
    for (String name : gradientViews.keySet()) {
      INDArray part = viewLike(flat, name);
      HostMemory.write(TensorMap.get(parts, name + suffix, part), part);
    }
  }

  /**
   * Overwrites parameters.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  void restore(Map<String, Tensor> tensors) {
    views.forEach((name, view) -> HostMemory.write(TensorMap.get(tensors, name, view), view));
  }

  /** Overwrites those parameters that are among the tensors; gives how many. */
  int restoreSome(Map<String, Tensor> tensors) {
    int restored = 0;
    for (Map.Entry<String, INDArray> entry : views.entrySet()) {
      if (tensors.containsKey(entry.getKey())) {
        HostMemory.write(
            TensorMap.get(tensors, entry.getKey(), entry.getValue()), entry.getValue());
        restored++;
      }
    }
    return restored;
  }

  long bytes() {
    return (values.length() + gradients.length()) * values.dataType().width();
  }

  @Override
  public void close() {
    values.data().close();
    gradients.data().close();
  }
}

package dev.attune.evaluation.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Liu and Nocedal 1989) with backtracking, for smooth convex functions.
 *
 * @param iterations most of them
 * @param tolerance on the largest element of the gradient
 */
record Minimiser(int iterations, double tolerance) {
  private static final int MEMORY = 10;
  private static final double SUFFICIENT = 1e-4;
  private static final int MOST_HALVINGS = 40;

  /** A function and its gradient. */
  @FunctionalInterface
  interface Differentiable {
    /**
     * The value at a point.
     *
     * @param gradient is filled
     */
    double at(double[] point, double[] gradient);
  }

  /** A first guess of the inverse second derivative. */
  @FunctionalInterface
  interface Conditioning {
    /** None. */
    Conditioning NONE = vector -> {};

    /** Multiplies a vector by it, in place; symmetric and positive definite. */
    void apply(double[] vector);
  }

  /** Where the search is. */
  private record Place(double[] point, double value, double[] gradient) {}

  /**
   * A step and the change of the gradient along it.
   *
   * @param scale of the first guess that this step speaks for
   */
  private record Change(double[] step, double[] change, double product, double scale) {}

  /**
   * Goes downhill.
   *
   * @return the lowest point found
   */
  double[] minimise(Differentiable function, double[] start) {
    return minimise(function, start, Conditioning.NONE);
  }

  /**
   * Goes downhill.
   *
   * @param conditioning stands where plain L-BFGS has the unit matrix
   * @return the lowest point found
   */
  double[] minimise(Differentiable function, double[] start, Conditioning conditioning) {
    double[] gradient = new double[start.length];
    double value = function.at(start, gradient);
    Place place = new Place(start.clone(), value, gradient);
    Deque<Change> memory = new ArrayDeque<>();
    for (int i = 0; i < iterations && largest(place.gradient) > tolerance; i++) {
      double[] direction = direction(place.gradient, memory, conditioning);
      double slope = dot(direction, place.gradient);
      if (!(slope < 0)) {
        memory.clear();
        direction = direction(place.gradient, memory, conditioning);
        slope = dot(direction, place.gradient);
      }
      // The first step has no curvature to go by.
      double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
      Place next = lower(function, place, direction, length, slope);
      if (next == null) {
        break;
      }
      double[] step = difference(next.point, place.point);
      remember(memory, step, difference(next.gradient, place.gradient), conditioning);
      place = next;
    }
    return place.point;
  }

  /** The first place that is low enough, in ever shorter steps; null if there is none. */
  private static Place lower(
      Differentiable function, Place from, double[] direction, double longest, double slope) {
    double[] gradient = new double[direction.length];
    double length = longest;
    for (int halving = 0; halving < MOST_HALVINGS; halving++) {
      double[] point = moved(from.point, direction, length);
      double value = function.at(point, gradient);
      if (value <= from.value + SUFFICIENT * length * slope) {
        return new Place(point, value, gradient);
      }
      length /= 2;
    }
    return null;
  }

  private static void remember(
      Deque<Change> memory, double[] step, double[] change, Conditioning conditioning) {
    double product = dot(step, change);
    if (product > 1e-12 * dot(change, change)) {
      double[] conditioned = change.clone();
      conditioning.apply(conditioned);
      memory.addLast(new Change(step, change, product, product / dot(change, conditioned)));
      if (memory.size() > MEMORY) {
        memory.removeFirst();
      }
    }
  }

  /** −H·gradient by the two loops over the memory, newest first and back. */
  private static double[] direction(
      double[] gradient, Deque<Change> memory, Conditioning conditioning) {
    double[] q = gradient.clone();
    double[] weights = new double[memory.size()];
    int at = 0;
    for (Iterator<Change> newest = memory.descendingIterator(); newest.hasNext(); at++) {
      Change past = newest.next();
      weights[at] = dot(past.step, q) / past.product;
      add(q, -weights[at], past.change);
    }
    conditioning.apply(q);
    if (!memory.isEmpty()) {
      scale(q, memory.getLast().scale);
    }
    for (Change past : memory) {
      at--;
      add(q, weights[at] - dot(past.change, q) / past.product, past.step);
    }
    scale(q, -1);
    return q;
  }

  private static double largest(double... values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * values[i];
    }
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static double[] moved(double[] point, double[] direction, double length) {
    double[] moved = point.clone();
    add(moved, length, direction);
    return moved;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }
}

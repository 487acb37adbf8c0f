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

  /** A step and the change of the gradient along it. */
  private record Curvature(double[] step, double[] change, double product) {}

  /**
   * Goes downhill.
   *
   * @return the lowest point found
   */
  double[] minimise(Differentiable function, double[] start) {
    double[] point = start.clone();
    double[] gradient = new double[point.length];
    double value = function.at(point, gradient);
    Deque<Curvature> memory = new ArrayDeque<>();
    for (int i = 0; i < iterations && largest(gradient) > tolerance; i++) {
      double[] direction = direction(gradient, memory);
      double slope = dot(direction, gradient);
      if (!(slope < 0)) {
        memory.clear();
        direction = direction(gradient, memory);
        slope = dot(direction, gradient);
      }
      // The first step has no curvature to go by.
      double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
      double[] next = null;
      double[] nextGradient = new double[point.length];
      for (int halving = 0; halving < MOST_HALVINGS; halving++) {
        next = moved(point, direction, length);
        double found = function.at(next, nextGradient);
        if (found <= value + SUFFICIENT * length * slope) {
          value = found;
          break;
        }
        next = null;
        length /= 2;
      }
      if (next == null) {
        return point;
      }
      remember(memory, difference(next, point), difference(nextGradient, gradient));
      point = next;
      gradient = nextGradient;
    }
    return point;
  }

  private static void remember(Deque<Curvature> memory, double[] step, double[] change) {
    double product = dot(step, change);
    if (product > 1e-12 * dot(change, change)) {
      memory.addLast(new Curvature(step, change, product));
      if (memory.size() > MEMORY) {
        memory.removeFirst();
      }
    }
  }

  /** −H·gradient by the two loops over the memory, newest first and back. */
  private static double[] direction(double[] gradient, Deque<Curvature> memory) {
    double[] q = gradient.clone();
    double[] weights = new double[memory.size()];
    int at = 0;
    for (Iterator<Curvature> newest = memory.descendingIterator(); newest.hasNext(); at++) {
      Curvature curvature = newest.next();
      weights[at] = dot(curvature.step, q) / curvature.product;
      add(q, -weights[at], curvature.change);
    }
    if (!memory.isEmpty()) {
      Curvature last = memory.getLast();
      scale(q, last.product / dot(last.change, last.change));
    }
    for (Curvature curvature : memory) {
      at--;
      add(q, weights[at] - dot(curvature.change, q) / curvature.product, curvature.step);
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

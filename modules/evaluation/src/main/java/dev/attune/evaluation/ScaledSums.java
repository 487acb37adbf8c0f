package dev.attune.evaluation;

/**
 * Adds scaled arrays, several in a pass. The loop has one store, and every array is read from its
 * start: in this form, and not with offsets into one flat array, two stores or eight arrays, the
 * JIT makes vector instructions of it, about four times as fast.
 */
public final class ScaledSums {
  /** Arrays of a pass. */
  public static final int PASS = 4;

  private ScaledSums() {}

  /**
   * Adds {@code factors[i] · arrays[i]} for the pass that begins at {@code first}, always in the
   * same order.
   *
   * @param arrays each at least as long as {@code into}
   */
  public static void add(double[] into, double[][] arrays, int first, double[] factors) {
    if (first + PASS <= arrays.length) {
      four(into, arrays, first, factors);
      return;
    }
    for (int i = first; i < arrays.length; i++) {
      double factor = factors[i];
      double[] array = arrays[i];
      for (int j = 0; j < into.length; j++) {
        into[j] += factor * array[j];
      }
    }
  }

  private static void four(double[] into, double[][] arrays, int first, double[] factors) {
    double factor0 = factors[first];
    double factor1 = factors[first + 1];
    double factor2 = factors[first + 2];
    double factor3 = factors[first + 3];
    double[] array0 = arrays[first];
    double[] array1 = arrays[first + 1];
    double[] array2 = arrays[first + 2];
    double[] array3 = arrays[first + 3];
    for (int j = 0; j < into.length; j++) {
      into[j] +=
          factor0 * array0[j] + factor1 * array1[j] + factor2 * array2[j] + factor3 * array3[j];
    }
  }
}

package dev.attune.graph.operation;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;

/** Matrix products. */
public final class Products {

  private Products() {}

  /** a · b of the last two axes: [… , m, k] · [… , k, n] → [… , m, n]. */
  public static Value matmul(Value a, Value b) {
    return matmul(a, b, false, false);
  }

  /**
   * a · b of the last two axes, either one transposed without a copy.
   *
   * @param a [… , m, k], or [… , k, m] if transposed
   * @param b [… , k, n], or [… , n, k] if transposed; the leading axes equal those of {@code a}
   * @return [… , m, n]
   * @throws ShapeException if the ranks, leading axes or inner sizes differ
   */
  public static Value matmul(Value a, Value b, boolean transposeA, boolean transposeB) {
    long[] shape = shape(a, b, transposeA, transposeB);
    Value product =
        Call.of("matmul", a, b)
            .integers(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
            .reals(1, 0)
            .gives(shape);
    return product
        .graph()
        .derive(
            product,
            Rules.of(
                g -> transposeA ? matmul(b, g, transposeB, true) : matmul(g, b, false, !transposeB),
                g ->
                    transposeB ? matmul(g, a, true, transposeA) : matmul(a, g, !transposeA, false)),
            a,
            b);
  }

  private static long[] shape(Value a, Value b, boolean transposeA, boolean transposeB) {
    int rank = a.rank();
    boolean fits = rank >= 2 && b.rank() == rank;
    for (int i = 0; fits && i < rank - 2; i++) {
      fits = a.size(i) == b.size(i);
    }
    if (!fits || a.size(transposeA ? -2 : -1) != b.size(transposeB ? -1 : -2)) {
      throw new ShapeException(
          "matmul: shapes do not fit: "
              + a
              + (transposeA ? " transposed" : "")
              + " and "
              + b
              + (transposeB ? " transposed" : ""));
    }
    long[] shape = a.shape();
    shape[rank - 2] = a.size(transposeA ? -1 : -2);
    shape[rank - 1] = b.size(transposeB ? -2 : -1);
    return shape;
  }
}

package dev.attune.graph.operation;

import dev.attune.graph.Value;
import java.util.Arrays;

/** Reductions over axes; over all of them if none is named. */
public final class Reductions {

  private Reductions() {}

  /**
   * Sum.
   *
   * @param keep whether the reduced axes stay, with size 1
   * @param axes from 0, or from −1 backwards
   */
  public static Value sum(Value v, boolean keep, int... axes) {
    return reduce("reduce_sum", 1, v, keep, axes);
  }

  /** Mean; see {@link #sum}. */
  public static Value mean(Value v, boolean keep, int... axes) {
    long count = Shapes.product(v.shape()) / Shapes.product(Shapes.kept(v, Shapes.axes(v, axes)));
    return reduce("reduce_mean", 1.0 / count, v, keep, axes);
  }

  /** Maximum; see {@link #sum}. The gradient goes to one largest element of each group. */
  public static Value max(Value v, boolean keep, int... axes) {
    int[] sorted = Shapes.axes(v, axes);
    Value result = call("reduce_max", v, keep, sorted);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g ->
                    Call.of("reduce_max_bp", v, g)
                        .integers(longs(sorted))
                        .flags(keep)
                        .gives(v.shape())),
            v);
  }

  /** Biased variance: the mean squared distance from the mean; see {@link #sum}. */
  public static Value variance(Value v, boolean keep, int... axes) {
    Value centred = Arithmetic.subtract(v, mean(v, true, axes));
    return mean(Arithmetic.square(centred), keep, axes);
  }

  /** A sum times a factor that each element's gradient shares. */
  private static Value reduce(String name, double factor, Value v, boolean keep, int... axes) {
    int[] sorted = Shapes.axes(v, axes);
    long[] kept = Shapes.kept(v, sorted);
    Value result = call(name, v, keep, sorted);
    return v.graph()
        .derive(
            result,
            Rules.of(
                g -> {
                  Value small = Shaping.reshape(g, kept);
                  Value scaled = factor == 1 ? small : Arithmetic.scale(small, factor);
                  return Spread.to(scaled, v.shape());
                }),
            v);
  }

  private static Value call(String name, Value v, boolean keep, int... sorted) {
    return Call.of(name, v)
        .integers(longs(sorted))
        .flags(keep)
        .gives(keep ? Shapes.kept(v, sorted) : Shapes.dropped(v, sorted));
  }

  private static long[] longs(int... values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}

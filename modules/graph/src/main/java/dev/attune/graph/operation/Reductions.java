package dev.attune.graph.operation;

import dev.attune.graph.Value;
import java.util.Arrays;
import org.nd4j.linalg.factory.Nd4j;

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
    int[] sorted = Shapes.axes(v, axes);
    long[] kept = Shapes.kept(v, sorted);
    Value sum = total(v, sorted);
    Value result = Shaping.reshape(sum, keep ? kept : Shapes.dropped(v, sorted));
    if (result == v) {
      return v;
    }
    return v.graph()
        .derive(result, Rules.of(g -> Spread.to(Shaping.reshape(g, kept), v.shape())), v);
  }

  /** Mean; see {@link #sum}. */
  public static Value mean(Value v, boolean keep, int... axes) {
    Value sum = sum(v, keep, axes);
    return Arithmetic.scale(sum, (double) sum.length() / v.length());
  }

  /**
   * The sum as an array of as many elements. Over leading and trailing axes it is a product with
   * ones: libnd4j's own reduction of columns takes thirty times as long.
   */
  private static Value total(Value v, int... sorted) {
    int leading = 0;
    while (leading < sorted.length && sorted[leading] == leading) {
      leading++;
    }
    int trailing = 0;
    while (trailing < sorted.length - leading
        && sorted[sorted.length - 1 - trailing] == v.rank() - 1 - trailing) {
      trailing++;
    }
    if (leading + trailing < sorted.length || leading == v.rank()) {
      return call("reduce_sum", v, true, sorted);
    }
    long[] shape = v.shape();
    long rows = Shapes.product(Arrays.copyOf(shape, leading));
    long columns = Shapes.product(Arrays.copyOfRange(shape, shape.length - trailing, shape.length));
    Value sum = v;
    if (columns > 1) {
      Value flat = Shaping.reshape(sum, v.length() / columns, columns);
      sum = Products.matmul(flat, ones(v, columns, 1));
    }
    if (rows > 1) {
      Value flat = Shaping.reshape(sum, rows, sum.length() / rows);
      sum = Products.matmul(ones(v, 1, rows), flat);
    }
    return sum;
  }

  private static Value ones(Value v, long... shape) {
    return v.graph().constant(Nd4j.ones(v.graph().type(), shape));
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

package dev.attune.augmentation.image;

import dev.attune.augmentation.Require;
import java.util.Arrays;

/**
 * Colours as classes: the a,b plane of {@link LabColours} cut into square bins, those that sRGB
 * reaches (colourisation, Zhang, Isola and Efros, arXiv 1603.08511). Immutable.
 *
 * <p>Bins are centred on the multiples of their side, so that grey is the centre of one; classes
 * are counted along a, and within the same a along b. Bins of 10 are 261 classes, bins of 20 are
 * 77. The paper has 313 bins of 10, more than hold a colour of 8 bits.
 */
public final class ColourClasses {
  /** The greatest |a| and |b| of sRGB, rounded up: blue has b = -107.9. */
  private static final int EXTENT = 110;

  private final int bin;
  private final int radius;

  /** The class of each bin, row by row along a; -1 for those that sRGB does not reach. */
  private final int[] classes;

  /** The bin of each class. */
  private final int[] bins;

  private ColourClasses(int bin) {
    this.bin = bin;
    this.radius = (EXTENT + bin - 1) / bin;
    this.classes = new int[(2 * radius + 1) * (2 * radius + 1)];
    Arrays.fill(classes, -1);
    markReached();
    this.bins = new int[(int) Arrays.stream(classes).filter(c -> c >= 0).count()];
    int count = 0;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] >= 0) {
        bins[count] = i;
        classes[i] = count++;
      }
    }
  }

  /**
   * The classes of one size of bin.
   *
   * @param bin side of a bin in units of a and b, 5 to 50; 10 in the paper, more for little data
   */
  public static ColourClasses of(int bin) {
    Require.that(bin >= 5 && bin <= 50, "colour_classes: bin: expected 5 to 50, found %s", bin);
    return new ColourClasses(bin);
  }

  /** How many classes there are: Q of the paper. */
  public int count() {
    return bins.length;
  }

  /** The a of a class's centre. */
  public double a(int which) {
    return (double) bin * (bins[which] / (2 * radius + 1) - radius);
  }

  /** The b of a class's centre. */
  public double b(int which) {
    return (double) bin * (bins[which] % (2 * radius + 1) - radius);
  }

  /**
   * The class whose centre is the nearest.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public int nearest(double a, double b) {
    Require.that(
        Double.isFinite(a) && Double.isFinite(b),
        "colour_classes: expected finite a and b, found %s and %s",
        a,
        b);
    int own = bin(a, b);
    if (own >= 0 && classes[own] >= 0) {
      return classes[own];
    }
    int best = 0;
    for (int i = 1; i < bins.length; i++) {
      if (Math.hypot(a(i) - a, b(i) - b) < Math.hypot(a(best) - a, b(best) - b)) {
        best = i;
      }
    }
    return best;
  }

  /**
   * The class of each pixel, [height, width].
   *
   * @throws IllegalArgumentException if the picture is grey, or a value is not from 0 to 1
   */
  public int[] of(PixelsWritable image) {
    float[] lab = LabColours.toLab(image);
    int plane = lab.length / 3;
    int[] nearest = new int[plane];
    Arrays.setAll(nearest, i -> nearest(lab[plane + i], lab[2 * plane + i]));
    return nearest;
  }

  /**
   * A weight for each class by which rare colours count in the loss: the inverse of the class's
   * share p mixed with an even one, {@code w ∝ 1 / ((1 - λ) p + λ / Q)}, scaled to a mean of 1 over
   * the pixels, {@code Σ p w = 1}.
   *
   * <p>The paper first smooths p by a Gaussian of deviation 5. That is left out: it hardly reaches
   * the next bin of 20, and the even share bounds the weights of rare classes by itself.
   *
   * @param counts pixels of each class in the training data
   * @param evenShare λ, more than 0 and at most 1, which makes all weights 1; 0.5 in the paper
   */
  public double[] weights(long[] counts, double evenShare) {
    Require.that(
        counts.length == count() && Arrays.stream(counts).allMatch(n -> n >= 0),
        "colour_classes: counts: expected %s numbers, none below 0, found %s, the least %s",
        count(),
        counts.length,
        Arrays.stream(counts).min().orElse(0));
    Require.that(
        evenShare > 0 && evenShare <= 1,
        "colour_classes: even_share: expected more than 0 and at most 1, found %s",
        evenShare);
    double total = Arrays.stream(counts).asDoubleStream().sum();
    Require.that(total > 0, "colour_classes: counts: expected at least one pixel, found none");
    double[] weights = new double[counts.length];
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      double share = counts[i] / total;
      weights[i] = 1 / ((1 - evenShare) * share + evenShare / weights.length);
      mean += share * weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= mean;
    }
    return weights;
  }

  /**
   * Every a,b of sRGB is met on the surface of its cube: where colours of one a,b leave the cube,
   * growing lighter, they cross a face.
   */
  private void markReached() {
    for (int i = 0; i < 256; i++) {
      for (int j = 0; j < 256; j++) {
        for (int face = 0; face <= 1; face++) {
          mark(LabColours.toLab(face, i / 255.0, j / 255.0));
          mark(LabColours.toLab(i / 255.0, face, j / 255.0));
          mark(LabColours.toLab(i / 255.0, j / 255.0, face));
        }
      }
    }
  }

  private void mark(double[] lab) {
    classes[bin(lab[1], lab[2])] = 0;
  }

  /** The bin around (a, b), or -1 beyond the extent. */
  private int bin(double a, double b) {
    long row = Math.round(a / bin) + radius;
    long column = Math.round(b / bin) + radius;
    int side = 2 * radius + 1;
    boolean inside = row >= 0 && row < side && column >= 0 && column < side;
    return inside ? (int) (row * side + column) : -1;
  }
}

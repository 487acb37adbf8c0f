package dev.attune.audio.features;

/**
 * One stage of a self-sorting transform: {@code groups} butterflies of {@code radix} values, each
 * done for {@code stride} transforms that lie beside one another.
 */
abstract class FourierStage {
  final int groups;
  final int stride;

  /** Factors {@code exp(-2 pi i p k / length)}, at {@code p * (radix - 1) + k - 1}. */
  final float[] cos;

  final float[] sin;

  FourierStage(int radix, int length, int stride) {
    this.groups = length / radix;
    this.stride = stride;
    this.cos = new float[groups * (radix - 1)];
    this.sin = new float[groups * (radix - 1)];
    for (int p = 0; p < groups; p++) {
      for (int k = 1; k < radix; k++) {
        double angle = -2 * Math.PI * ((long) p * k % length) / length;
        cos[p * (radix - 1) + k - 1] = (float) Math.cos(angle);
        sin[p * (radix - 1) + k - 1] = (float) Math.sin(angle);
      }
    }
  }

  static FourierStage of(int radix, int length, int stride) {
    return switch (radix) {
      case 4 -> new Radix4(length, stride);
      case 2 -> new Radix2(length, stride);
      default -> new RadixAny(radix, length, stride);
    };
  }

  abstract void run(float[] re, float[] im, float[] outRe, float[] outIm);

  private static final class Radix4 extends FourierStage {
    Radix4(int length, int stride) {
      super(4, length, stride);
    }

    @Override
    void run(float[] re, float[] im, float[] outRe, float[] outIm) {
      int step = groups * stride;
      for (int p = 0; p < groups; p++) {
        float c1 = cos[3 * p];
        float s1 = sin[3 * p];
        float c2 = cos[3 * p + 1];
        float s2 = sin[3 * p + 1];
        float c3 = cos[3 * p + 2];
        float s3 = sin[3 * p + 2];
        int out = 3 * p * stride;
        for (int i = p * stride; i < (p + 1) * stride; i++) {
          float sumRe = re[i] + re[i + 2 * step];
          float sumIm = im[i] + im[i + 2 * step];
          float gapRe = re[i] - re[i + 2 * step];
          float gapIm = im[i] - im[i + 2 * step];
          float oddRe = re[i + step] + re[i + 3 * step];
          float oddIm = im[i + step] + im[i + 3 * step];
          float turnRe = im[i + step] - im[i + 3 * step];
          float turnIm = re[i + 3 * step] - re[i + step];
          float aRe = gapRe + turnRe;
          float aIm = gapIm + turnIm;
          float bRe = sumRe - oddRe;
          float bIm = sumIm - oddIm;
          float dRe = gapRe - turnRe;
          float dIm = gapIm - turnIm;
          int o = i + out;
          outRe[o] = sumRe + oddRe;
          outIm[o] = sumIm + oddIm;
          outRe[o + stride] = c1 * aRe - s1 * aIm;
          outIm[o + stride] = c1 * aIm + s1 * aRe;
          outRe[o + 2 * stride] = c2 * bRe - s2 * bIm;
          outIm[o + 2 * stride] = c2 * bIm + s2 * bRe;
          outRe[o + 3 * stride] = c3 * dRe - s3 * dIm;
          outIm[o + 3 * stride] = c3 * dIm + s3 * dRe;
        }
      }
    }
  }

  private static final class Radix2 extends FourierStage {
    Radix2(int length, int stride) {
      super(2, length, stride);
    }

    @Override
    void run(float[] re, float[] im, float[] outRe, float[] outIm) {
      int step = groups * stride;
      for (int p = 0; p < groups; p++) {
        float c = cos[p];
        float s = sin[p];
        int out = p * stride;
        for (int i = p * stride; i < (p + 1) * stride; i++) {
          float gapRe = re[i] - re[i + step];
          float gapIm = im[i] - im[i + step];
          outRe[i + out] = re[i] + re[i + step];
          outIm[i + out] = im[i] + im[i + step];
          outRe[i + out + stride] = c * gapRe - s * gapIm;
          outIm[i + out + stride] = c * gapIm + s * gapRe;
        }
      }
    }
  }

  /** Straight from the sum; for the factors 3 and 5 that is fast enough. */
  private static final class RadixAny extends FourierStage {
    private final int radix;
    private final double[] rootCos;
    private final double[] rootSin;

    RadixAny(int radix, int length, int stride) {
      super(radix, length, stride);
      this.radix = radix;
      this.rootCos = new double[radix];
      this.rootSin = new double[radix];
      for (int k = 0; k < radix; k++) {
        rootCos[k] = Math.cos(-2 * Math.PI * k / radix);
        rootSin[k] = Math.sin(-2 * Math.PI * k / radix);
      }
    }

    @Override
    void run(float[] re, float[] im, float[] outRe, float[] outIm) {
      int step = groups * stride;
      for (int p = 0; p < groups; p++) {
        for (int q = 0; q < stride; q++) {
          for (int k = 0; k < radix; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int j = 0; j < radix; j++) {
              int root = (int) ((long) j * k % radix);
              int i = q + p * stride + j * step;
              sumRe += re[i] * rootCos[root] - im[i] * rootSin[root];
              sumIm += im[i] * rootCos[root] + re[i] * rootSin[root];
            }
            float c = k == 0 ? 1 : cos[p * (radix - 1) + k - 1];
            float s = k == 0 ? 0 : sin[p * (radix - 1) + k - 1];
            int o = q + stride * (radix * p + k);
            outRe[o] = (float) (c * sumRe - s * sumIm);
            outIm[o] = (float) (c * sumIm + s * sumRe);
          }
        }
      }
    }
  }
}

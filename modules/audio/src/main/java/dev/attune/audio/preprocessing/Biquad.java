package dev.attune.audio.preprocessing;

/**
 * A second-order filter, and its state. The standard tables its two filters at 48 kHz alone; the
 * analogue filters behind the tables (bilinear transform, parameters as libebur128 and pyloudnorm
 * have them) give them at any rate.
 */
final class Biquad {
  private final double b0;
  private final double b1;
  private final double b2;
  private final double a1;
  private final double a2;
  private double x1;
  private double x2;
  private double y1;
  private double y2;

  Biquad(double b0, double b1, double b2, double a1, double a2) {
    this.b0 = b0;
    this.b1 = b1;
    this.b2 = b2;
    this.a1 = a1;
    this.a2 = a2;
  }

  /** The head's: 4 dB more above 1.7 kHz. */
  static Biquad earShelf(int rateHz) {
    double k = Math.tan(Math.PI * 1681.974450955533 / rateHz);
    double q = 0.7071752369554196;
    double high = Math.pow(10, 3.999843853973347 / 20);
    double middle = Math.pow(high, 0.4996667741545416);
    double a0 = 1 + k / q + k * k;
    return new Biquad(
        (high + middle * k / q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - middle * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0);
  }

  /** What is heard little: below 38 Hz. */
  static Biquad earHighPass(int rateHz) {
    double k = Math.tan(Math.PI * 38.13547087602444 / rateHz);
    double q = 0.5003270373238773;
    double a0 = 1 + k / q + k * k;
    return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
  }

  double next(double x) {
    double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    return y;
  }

  /** {@code b0 b1 b2 a1 a2}, as the standard tables them. */
  double[] coefficients() {
    return new double[] {b0, b1, b2, a1, a2};
  }
}

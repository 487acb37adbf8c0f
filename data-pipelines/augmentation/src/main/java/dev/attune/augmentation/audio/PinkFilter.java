package dev.attune.augmentation.audio;

/** The running state of the filter that turns white noise pink; belongs to one clip. */
final class PinkFilter {
  private static final double[] ZEROS = {0.049922035, -0.095993537, 0.050612699, -0.004408786};
  private static final double[] POLES = {-2.494956002, 2.017265875, -0.522189400};

  private double first;
  private double second;
  private double third;

  double next(double white) {
    double output = ZEROS[0] * white + first;
    first = ZEROS[1] * white - POLES[0] * output + second;
    second = ZEROS[2] * white - POLES[1] * output + third;
    third = ZEROS[3] * white - POLES[2] * output;
    return output;
  }
}

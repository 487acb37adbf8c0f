package dev.attune.audio.features;

/** Hertz to mel, two conventions, and back. */
public enum MelScale {
  /**
   * {@code 2595 log10(1 + f / 700)}, from O'Shaughnessy's Speech Communication (1987) and the HTK
   * Book; 100 Hz are 150.489 mel. Kaldi's {@code 1127 ln(1 + f / 700)} is the same scale to a
   * factor of 1.000005, which filters do not see.
   */
  HTK {
    @Override
    public double mel(double hz) {
      return 2595 * Math.log10(1 + hz / 700);
    }

    @Override
    public double hz(double mel) {
      return 700 * (Math.pow(10, mel / 2595) - 1);
    }
  },
  /**
   * That of Slaney's Auditory Toolbox (1998): 3 mel every 200 Hz up to 1 kHz, above it 27 mel to a
   * factor of 6.4; 1001 Hz are 15.01453781 mel. librosa's default.
   */
  SLANEY {
    @Override
    public double mel(double hz) {
      return hz < BREAK_HZ
          ? hz / HZ_A_MEL
          : BREAK_HZ / HZ_A_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
    }

    @Override
    public double hz(double mel) {
      double above = mel - BREAK_HZ / HZ_A_MEL;
      return above < 0 ? mel * HZ_A_MEL : BREAK_HZ * Math.exp(LOG_STEP * above);
    }
  };

  private static final double BREAK_HZ = 1000;
  private static final double HZ_A_MEL = 200.0 / 3;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  /**
   * Hertz to mel.
   *
   * @param hz at least 0
   */
  public abstract double mel(double hz);

  /**
   * Mel to hertz.
   *
   * @param mel at least 0
   */
  public abstract double hz(double mel);
}

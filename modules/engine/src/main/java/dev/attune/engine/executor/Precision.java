package dev.attune.engine.executor;

import java.util.Arrays;
import java.util.List;

/**
 * In what the products of a program are formed. Weights, moments, statistics, sums and losses are
 * in single precision with each.
 */
public enum Precision {
  /** Single precision: 24 bits of a significand. */
  FP32("fp32"),
  /** Factors of a product rounded to 11 bits; memory as it is. */
  TF32("tf32"),
  /** What products read and write is kept as bfloat16: 8 bits of a significand. */
  BF16("bf16");

  private final String label;

  Precision(String label) {
    this.label = label;
  }

  /** Its name in configurations. */
  public String label() {
    return label;
  }

  /** All names that configurations may give. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Precision::label).toList();
  }

  /**
   * By its name in configurations.
   *
   * @throws IllegalArgumentException in one line, if there is none
   */
  public static Precision of(String label) {
    return Arrays.stream(values())
        .filter(precision -> precision.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "precision: expected one of %s, found \"%s\"".formatted(labels(), label)));
  }

  @Override
  public String toString() {
    return label;
  }
}

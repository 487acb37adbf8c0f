package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RequireTest {

  @Test
  void boundsAreAllowed() {
    assertThatCode(
            () -> {
              Require.range("depth", 1, 1, 3);
              Require.range("depth", 3, 1, 3);
              Require.probability("dropout", 0);
              Require.divides("heads", 3, "the width", 12);
              Require.given("pooling", "mean", "one");
            })
        .doesNotThrowAnyException();
  }

  @Test
  void messagesNameKeyExpectedAndFound() {
    refused(() -> Require.range("depth", 4, 1, 3), "depth: expected 1 to 3, found 4");
    refused(() -> Require.range("depth", 0, 1, 3), "depth: expected 1 to 3, found 0");
    refused(
        () -> Require.probability("dropout", 1),
        "dropout: expected at least 0 and less than 1, found 1.0");
    refused(
        () -> Require.probability("dropout", Double.NaN),
        "dropout: expected at least 0 and less than 1, found NaN");
    refused(
        () -> Require.divides("heads", 5, "the width", 12),
        "heads: expected a divisor of the width 12, found 5");
    refused(() -> Require.given("pooling", null, "mean"), "pooling: expected mean, found none");
  }

  private static void refused(Runnable check, String message) {
    assertThatIllegalArgumentException().isThrownBy(check::run).withMessage(message);
  }
}

package dev.attune.pretraining.method;

import dev.attune.graph.PatchEncoder;
import dev.attune.graph.SequenceEncoder;
import dev.attune.pretraining.TaskGraph;

/** Encoders whose steps see those before them alone, so that later ones can be predicted. */
final class Causal {

  private Causal() {}

  /**
   * An encoder that is causal.
   *
   * @param method what needs it, for the message
   */
  static <E extends SequenceEncoder> E require(E encoder, String method) {
    if (!encoder.causal()) {
      throw new IllegalArgumentException(
          "%s: expected a causal encoder, found %s that sees later steps"
              .formatted(method, encoder.getClass().getSimpleName()));
    }
    return encoder;
  }

  /**
   * A causal encoder whose steps are patches, one after the other.
   *
   * @param ahead how far is predicted; there are more steps
   */
  static PatchEncoder patches(TaskGraph task, String method, int ahead) {
    PatchEncoder encoder = require(task.as(PatchEncoder.class, method, "patches"), method);
    if (encoder.patchesAStep() != 1) {
      throw new IllegalArgumentException(
          "%s: expected one patch at each time, found %d"
              .formatted(method, encoder.patchesAStep()));
    }
    if (ahead >= encoder.length()) {
      throw new IllegalArgumentException(
          "ahead: expected less than the encoder's %d steps, found %d"
              .formatted(encoder.length(), ahead));
    }
    return encoder;
  }

  static void requireAhead(int ahead) {
    if (ahead < 1) {
      throw new IllegalArgumentException("ahead: expected 1 or more, found " + ahead);
    }
  }

  static void requirePositions(int positions) {
    if (positions < 1) {
      throw new IllegalArgumentException("positions: expected 1 or more, found " + positions);
    }
  }
}

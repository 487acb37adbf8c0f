package dev.attune.evaluation.probe;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of labelled rows, to the last bit of their features. */
final class RowsDigest {
  private RowsDigest() {}

  /** Of several parts in their order; rows that move from one part to another change it. */
  static String of(List<LabelledRows> parts) {
    MessageDigest digest = sha256();
    for (LabelledRows part : parts) {
      ByteBuffer row = ByteBuffer.allocate(Integer.BYTES + part.width() * Float.BYTES);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.size()).flip());
      for (int i = 0; i < part.size(); i++) {
        row.clear().putInt(part.labels()[i]);
        row.asFloatBuffer().put(part.features()[i]);
        digest.update(row.rewind());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

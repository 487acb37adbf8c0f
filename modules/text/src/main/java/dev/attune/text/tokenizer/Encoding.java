package dev.attune.text.tokenizer;

import java.util.Arrays;

/**
 * A batch of token ids. Not a record, since rows are arrays and arrays compare by identity.
 *
 * <p>Both arrays are {@code [texts, context]}. The mask holds 1 where a token stands and 0 where
 * the row was padded, so padding is told apart even where it shares its id with the closing token.
 */
public final class Encoding {
  private final int[][] ids;
  private final int[][] mask;

  private Encoding(int[][] ids, int[][] mask) {
    this.ids = ids;
    this.mask = mask;
  }

  /**
   * Rows brought to one length.
   *
   * @param rows token ids of each text, at most {@code context}
   * @param padId fills them up
   */
  public static Encoding padded(int[][] rows, int context, int padId) {
    int[][] ids = new int[rows.length][context];
    int[][] mask = new int[rows.length][context];
    for (int row = 0; row < rows.length; row++) {
      int length = rows[row].length;
      System.arraycopy(rows[row], 0, ids[row], 0, length);
      Arrays.fill(ids[row], length, context, padId);
      Arrays.fill(mask[row], 0, length, 1);
    }
    return new Encoding(ids, mask);
  }

  /** Token ids, {@code [texts, context]}; the array is not a copy. */
  public int[][] ids() {
    return ids;
  }

  /** 1 for a token, 0 for padding, {@code [texts, context]}; the array is not a copy. */
  public int[][] mask() {
    return mask;
  }

  /** Number of texts. */
  public int size() {
    return ids.length;
  }
}

package dev.attune.augmentation.text;

import org.datavec.api.writable.Text;

/** A text as the words between its white space. */
final class Words {
  private Words() {}

  /** The words; none if the text is empty or all white space. */
  static String[] of(Text text) {
    String stripped = text.toString().strip();
    return stripped.isEmpty() ? new String[0] : stripped.split("(?U)\\s+");
  }

  /** The words at the given positions, in the order given, with single spaces between. */
  static Text pick(String[] words, int[] positions) {
    StringBuilder picked = new StringBuilder();
    for (int position : positions) {
      if (picked.length() > 0) {
        picked.append(' ');
      }
      picked.append(words[position]);
    }
    return new Text(picked.toString());
  }
}

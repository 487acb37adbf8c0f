package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Text;

/**
 * Another case of letters, the same in every country. Draws nothing; {@code OneOf} mixes several.
 *
 * @param form the case that all letters get
 */
public record LetterCase(Form form) implements Augmentation<Text> {

  /** A way to write letters. */
  public enum Form {
    /** all small. */
    LOWER,
    /** ALL CAPITAL. */
    UPPER,
    /** The First Of Each Word Capital, the others small. */
    TITLE,
    /** The first of the text capital, the others small. */
    SENTENCE
  }

  /** Refuses a missing form. */
  public LetterCase {
    Require.that(form != null, "letter_case: form: expected one, found none");
  }

  @Override
  public Text apply(Text text, RandomGenerator random) {
    String written = text.toString();
    return new Text(
        switch (form) {
          case LOWER -> written.toLowerCase(Locale.ROOT);
          case UPPER -> written.toUpperCase(Locale.ROOT);
          case TITLE -> capitals(written, true);
          case SENTENCE -> capitals(written, false);
        });
  }

  private static String capitals(String text, boolean eachWord) {
    String small = text.toLowerCase(Locale.ROOT);
    StringBuilder written = new StringBuilder(small.length());
    boolean due = true;
    for (int i = 0; i < small.length(); ) {
      int letter = small.codePointAt(i);
      boolean space = Character.isWhitespace(letter);
      written.appendCodePoint(due && !space ? Character.toTitleCase(letter) : letter);
      due = space ? due || eachWord : false;
      i += Character.charCount(letter);
    }
    return written.toString();
  }
}

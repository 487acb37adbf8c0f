package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Text;

/**
 * Keeps one stretch of consecutive words.
 *
 * @param fraction length of the stretch as a share of the whole, within (0, 1]; at least one is
 *     kept
 */
public record WordSpanCrop(Range fraction) implements Augmentation<Text> {

  /** Refuses settings out of their bounds. */
  public WordSpanCrop {
    Require.that(
        fraction.low() > 0 && fraction.high() <= 1,
        "word_span_crop: fraction: expected a range within (0, 1], found %s",
        fraction);
  }

  @Override
  public Text apply(Text text, RandomGenerator random) {
    String[] words = Words.of(text);
    return Words.pick(words, Edits.span(words.length, fraction, random));
  }
}

package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Text;

/**
 * Exchanges pairs of words anywhere in the sequence (random swap of arXiv 1901.11196).
 *
 * @param fraction exchanges as a share of the length, 0 to 1; at least one is made
 */
public record WordSwap(double fraction) implements Augmentation<Text> {

  /** Refuses settings out of their bounds. */
  public WordSwap {
    Require.probability("word_swap: fraction", fraction);
  }

  @Override
  public Text apply(Text text, RandomGenerator random) {
    String[] words = Words.of(text);
    return Words.pick(words, Edits.swap(words.length, fraction, random));
  }
}

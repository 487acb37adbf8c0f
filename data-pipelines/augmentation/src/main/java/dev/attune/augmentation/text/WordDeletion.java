package dev.attune.augmentation.text;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import java.util.random.RandomGenerator;
import org.datavec.api.writable.Text;

/**
 * Leaves words out, each by chance, never all (random deletion of arXiv 1901.11196).
 *
 * @param probability that one is left out, 0 to 1; one is kept even at 1
 */
public record WordDeletion(double probability) implements Augmentation<Text> {

  /** Refuses settings out of their bounds. */
  public WordDeletion {
    Require.probability("word_deletion: probability", probability);
  }

  @Override
  public Text apply(Text text, RandomGenerator random) {
    String[] words = Words.of(text);
    return Words.pick(words, Edits.delete(words.length, probability, random));
  }
}

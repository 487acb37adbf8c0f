package dev.attune.datasets.known;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of words that mean the same.
 *
 * @param id part of speech ({@code n}, {@code v}, {@code a}, {@code r}) and offset in its file
 * @param lexname the lexicographer's file that it stands in, such as {@code noun.animal}
 * @param lemmas its words, in the order of the file
 * @param gloss definition and examples
 */
record Synset(String id, String lexname, List<String> lemmas, String gloss) {
  /** By number, from lexnames(5WN). */
  static final List<String> LEXNAMES =
      List.of(
          "adj.all",
          "adj.pert",
          "adv.all",
          "noun.Tops",
          "noun.act",
          "noun.animal",
          "noun.artifact",
          "noun.attribute",
          "noun.body",
          "noun.cognition",
          "noun.communication",
          "noun.event",
          "noun.feeling",
          "noun.food",
          "noun.group",
          "noun.location",
          "noun.motive",
          "noun.object",
          "noun.person",
          "noun.phenomenon",
          "noun.plant",
          "noun.possession",
          "noun.process",
          "noun.quantity",
          "noun.relation",
          "noun.shape",
          "noun.state",
          "noun.substance",
          "noun.time",
          "verb.body",
          "verb.change",
          "verb.cognition",
          "verb.communication",
          "verb.competition",
          "verb.consumption",
          "verb.contact",
          "verb.creation",
          "verb.emotion",
          "verb.motion",
          "verb.perception",
          "verb.possession",
          "verb.social",
          "verb.stative",
          "verb.weather",
          "adj.ppl");

  /** Where the examples begin; a colon stands before some. */
  private static final Pattern EXAMPLES = Pattern.compile("[;:] \"");

  private static final Pattern NOT_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** The gloss up to its first example. */
  String definition() {
    Matcher examples = EXAMPLES.matcher(gloss);
    return examples.find() ? gloss.substring(0, examples.start()) : gloss;
  }

  /** The definition's words: letter case and punctuation do not tell definitions apart. */
  String group() {
    return NOT_WORDS.matcher(definition().toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }
}

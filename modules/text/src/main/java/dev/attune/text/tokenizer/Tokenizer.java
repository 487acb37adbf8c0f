package dev.attune.text.tokenizer;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Text to token ids and back. Implementations are immutable and safe to share between threads, take
 * any string (lone surrogates, control characters, a million letters without a space), and never
 * read a special token out of the text: {@code "[MASK]"} in a caption is seven plain characters.
 */
public interface Tokenizer {

  /**
   * Ids of a text with the opening and closing token around it.
   *
   * @param maximumLength most ids to return; the text is cut, the closing token stays
   * @throws IllegalArgumentException if not even one id of the text would fit
   */
  int[] encode(String text, int maximumLength);

  /** Ids of a whole text with the opening and closing token around it. */
  default int[] encode(String text) {
    return encode(text, Integer.MAX_VALUE);
  }

  /**
   * A batch, each text cut or padded to one length.
   *
   * @param context ids a row
   * @return ids and mask, both {@code [texts, context]}
   */
  default Encoding encode(List<String> texts, int context) {
    int[][] ids = new int[texts.size()][];
    for (int row = 0; row < ids.length; row++) {
      ids[row] = encode(texts.get(row), context);
    }
    return Encoding.padded(ids, context, padId());
  }

  /**
   * The text of some ids, special tokens left out.
   *
   * @throws IllegalArgumentException if an id is not in the vocabulary
   */
  String decode(int... ids);

  /** Number of ids; the height of the embedding table. */
  int vocabularySize();

  /** Id of a special token, empty where the vocabulary has none. */
  OptionalInt id(SpecialToken token);

  /** Id that fills rows up; the closing token where the vocabulary has no padding of its own. */
  int padId();

  /**
   * Writes the vocabulary and settings; {@link #load} reads them back to an equal tokenizer.
   *
   * @param directory made if it is not there
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  void save(Path directory);

  /**
   * Reads what {@link #save} wrote, or a directory with only {@code vocab.json} and {@code
   * merges.txt} (GPT-2 or CLIP, told apart by {@code </w>}) or only {@code vocab.txt} (BERT; cased
   * if a token has a capital letter).
   *
   * @throws IllegalArgumentException in one line, with file and line, if a file is wrong
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  static Tokenizer load(Path directory) {
    return TokenizerDirectory.load(directory);
  }
}

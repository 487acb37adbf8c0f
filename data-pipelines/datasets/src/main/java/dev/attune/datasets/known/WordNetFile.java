package dev.attune.datasets.known;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A data file of WordNet, in the format of wndb(5WN): the licence in lines that begin with two
 * spaces, then a synset a line, which begins with its own place in the file.
 */
final class WordNetFile {
  private static final String LICENCE = "  ";
  private static final String GLOSS = " | ";
  private static final int WORDS_AT = 4;

  /** Where an adjective may stand, written behind it. */
  private static final Pattern MARKER = Pattern.compile("\\((a|p|ip)\\)$");

  private final String name;
  private final char partOfSpeech;
  private final List<Synset> synsets = new ArrayList<>();
  private final StringBuilder licence = new StringBuilder();

  private WordNetFile(String name, char partOfSpeech) {
    this.name = name;
    this.partOfSpeech = partOfSpeech;
  }

  /**
   * Reads.
   *
   * @param name of the file, for messages
   * @param partOfSpeech {@code n}, {@code v}, {@code a} (satellites too) or {@code r}
   * @param bytes all of the file
   * @throws FetchException if a line is not as the format has it, saying at which byte
   */
  static WordNetFile read(String name, char partOfSpeech, byte[] bytes) {
    WordNetFile file = new WordNetFile(name, partOfSpeech);
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        file.line(start, new String(bytes, start, end - start, StandardCharsets.UTF_8));
        start = end + 1;
      }
    }
    if (start < bytes.length) {
      throw file.bad(start, "a line with its end", "a cut one");
    }
    if (file.synsets.isEmpty()) {
      throw file.bad(0, "synsets", "none");
    }
    return file;
  }

  List<Synset> synsets() {
    return synsets;
  }

  /** The licence at the head of the file, less the numbers of its lines. */
  String licence() {
    return licence.toString();
  }

  private void line(int place, String line) {
    if (line.startsWith(LICENCE)) {
      licence.append(line.strip().replaceFirst("^\\d+ ?", "")).append('\n');
    } else {
      synsets.add(synset(place, line));
    }
  }

  private Synset synset(int place, String line) {
    int bar = line.indexOf(GLOSS);
    String gloss = bar < 0 ? "" : line.substring(bar + GLOSS.length()).strip();
    if (gloss.isEmpty()) {
      throw bad(place, "a gloss behind ` | `", "none");
    }
    String[] fields = line.substring(0, bar).split(" ", -1);
    if (fields.length < WORDS_AT) {
      throw bad(place, "offset, file number, type and number of words", line.substring(0, bar));
    }
    if (number(place, fields[0], 10) != place) {
      throw bad(place, "the line to begin with " + place, fields[0]);
    }
    int lexname = number(place, fields[1], 10);
    if (lexname >= Synset.LEXNAMES.size()) {
      throw bad(place, "a file number of 0 to " + (Synset.LEXNAMES.size() - 1), fields[1]);
    }
    List<String> lemmas = lemmas(place, fields);
    String id = partOfSpeech + fields[0];
    Synset synset = new Synset(id, Synset.LEXNAMES.get(lexname), lemmas, gloss);
    if (synset.group().isEmpty()) {
      throw bad(place, "a definition with words", gloss);
    }
    return synset;
  }

  /** Words and their numbers by turns; underscores stand for spaces. */
  private List<String> lemmas(int place, String[] fields) {
    int count = number(place, fields[WORDS_AT - 1], 16);
    int most = (fields.length - WORDS_AT) / 2;
    if (count < 1 || count > most) {
      throw bad(place, "1 to " + most + " words", String.valueOf(count));
    }
    List<String> lemmas = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String word = MARKER.matcher(fields[WORDS_AT + 2 * i]).replaceFirst("");
      lemmas.add(word.replace('_', ' '));
    }
    return lemmas;
  }

  private int number(int place, String digits, int radix) {
    int number;
    try {
      number = Integer.parseInt(digits, radix);
    } catch (NumberFormatException none) {
      number = -1;
    }
    if (number < 0) {
      throw bad(place, "a number in base " + radix, "`" + digits + "`");
    }
    return number;
  }

  private FetchException bad(int place, String expected, String found) {
    return new FetchException(
        "%s: byte %d: expected %s, found %s".formatted(name, place, expected, shown(found)));
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}

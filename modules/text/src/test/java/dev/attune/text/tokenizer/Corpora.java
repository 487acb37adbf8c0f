package dev.attune.text.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts for tests. */
final class Corpora {
  private Corpora() {}

  static final List<String> CAPTIONS =
      List.of(
          "a red apple on a table",
          "an elephant and a mouse, it's raining",
          "the elephant's child: two red mice!",
          "three apples, 12 mice; a blue table",
          "Café au lait in Zürich — déjà vu",
          "flag: Côte d'Ivoire",
          "象 and 大象 are elephants",
          "smile \uD83D\uDE00 and \uD83D\uDC18");

  /** Anything a string can hold: any plane, lone surrogates, controls, runs of spaces. */
  static String random(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x10000));
        case 1 -> text.appendCodePoint(random.nextInt(0x110000));
        case 2 -> text.append(" \n\t\u00A0\u3000".charAt(random.nextInt(5)));
        case 3 -> text.append((char) random.nextInt(0x80));
        default -> text.append((char) ('a' + random.nextInt(6)));
      }
    }
    return text.toString();
  }

  /** Words over a small alphabet, so that pairs repeat and counts tie. */
  static List<String> words(SplittableRandom random, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder word = new StringBuilder();
      int length = 1 + random.nextInt(9);
      for (int at = 0; at < length; at++) {
        word.append((char) ('a' + random.nextInt(4)));
      }
      words.add(word.toString());
    }
    return words;
  }
}

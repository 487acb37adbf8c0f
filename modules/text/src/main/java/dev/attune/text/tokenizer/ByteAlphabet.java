package dev.attune.text.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The printable character that stands for each byte in the vocabulary files of GPT-2: bytes that
 * print in Latin-1 stand for themselves, the others for U+0100 onwards, so that a space reads as Ġ.
 */
final class ByteAlphabet {
  private static final char FIRST_STAND_IN = 0x100;

  private final char[] characters = new char[256];
  private final int[] bytes = new int[FIRST_STAND_IN + 256];
  private final List<String> inFileOrder = new ArrayList<>(256);

  ByteAlphabet() {
    Arrays.fill(bytes, -1);
    for (int value = 0; value < 256; value++) {
      if (prints(value)) {
        assign(value, (char) value);
      }
    }
    char standIn = FIRST_STAND_IN;
    for (int value = 0; value < 256; value++) {
      if (!prints(value)) {
        assign(value, standIn++);
      }
    }
  }

  private static boolean prints(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
  }

  private void assign(int value, char character) {
    characters[value] = character;
    bytes[character] = value;
    inFileOrder.add(String.valueOf(character));
  }

  /** The 256 characters in the order in which GPT-2's vocabulary lists them. */
  List<String> inFileOrder() {
    return inFileOrder;
  }

  char character(int value) {
    return characters[value];
  }

  /** Appends the bytes that a token's characters stand for; other characters as their UTF-8. */
  void decode(String token, ByteArrayOutputStream into) {
    for (int i = 0; i < token.length(); ) {
      int point = token.codePointAt(i);
      i += Character.charCount(point);
      if (point < bytes.length && bytes[point] >= 0) {
        into.write(bytes[point]);
      } else {
        into.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}

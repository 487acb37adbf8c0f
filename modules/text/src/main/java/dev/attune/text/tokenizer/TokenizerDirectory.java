package dev.attune.text.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A tokenizer as a directory: the usual vocabulary files, and which kind it is beside them. */
final class TokenizerDirectory {
  /**
   * Not {@code tokenizer.json}, which other libraries write in another format beside these files.
   */
  static final String SETTINGS = "attune_tokenizer.json";

  private static final String VOCABULARY_TEXT = "vocab.txt";
  private static final String VOCABULARY_JSON = "vocab.json";
  private static final String MERGES = "merges.txt";

  private TokenizerDirectory() {}

  static Tokenizer load(Path directory) {
    if (Files.exists(directory.resolve(SETTINGS))) {
      return loadOwn(directory);
    }
    Path words = directory.resolve(VOCABULARY_TEXT);
    if (Files.exists(words)) {
      Vocabulary vocabulary = TokenizerFiles.readVocabularyText(words);
      boolean cased =
          vocabulary.tokens().stream()
              .filter(token -> !token.startsWith("["))
              .anyMatch(token -> token.chars().anyMatch(c -> c >= 'A' && c <= 'Z'));
      return new WordPiece(vocabulary, !cased, words.toString());
    }
    if (Files.exists(directory.resolve(VOCABULARY_JSON))) {
      return loadBpe(directory, null);
    }
    throw new IllegalArgumentException(
        directory
            + ": expected "
            + SETTINGS
            + ", "
            + VOCABULARY_TEXT
            + ", or "
            + VOCABULARY_JSON
            + " with "
            + MERGES
            + ", found none of them");
  }

  private static Tokenizer loadOwn(Path directory) {
    Path file = directory.resolve(SETTINGS);
    Map<String, String> settings = readSettings(file);
    String type = take(settings, "type", file);
    Tokenizer loaded =
        switch (type) {
          case "byte_level_bpe" -> loadBpe(directory, style(take(settings, "style", file), file));
          case "word_piece" ->
              WordPiece.read(directory.resolve(VOCABULARY_TEXT), lowerCase(settings, file));
          case "word_level" ->
              WordLevelTokenizer.read(
                  directory.resolve(VOCABULARY_TEXT), lowerCase(settings, file));
          case "character" ->
              CharacterTokenizer.read(
                  directory.resolve(VOCABULARY_TEXT), lowerCase(settings, file));
          default ->
              throw new IllegalArgumentException(
                  file
                      + ": key type: expected byte_level_bpe, word_piece, word_level or character,"
                      + " found \""
                      + type
                      + "\"");
        };
    if (!settings.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": expected no further key for " + type + ", found " + settings.keySet());
    }
    return loaded;
  }

  private static ByteLevelBpe loadBpe(Path directory, BpeStyle given) {
    Path file = directory.resolve(VOCABULARY_JSON);
    Vocabulary vocabulary = TokenizerFiles.readVocabularyJson(file);
    MergeTable merges = TokenizerFiles.readMerges(directory.resolve(MERGES), vocabulary);
    BpeStyle style = given;
    if (style == null) {
      style =
          vocabulary.id("a" + BpeStyle.CLIP.endOfWord()) != null ? BpeStyle.CLIP : BpeStyle.GPT2;
    }
    return new ByteLevelBpe(vocabulary, merges, style, file.toString());
  }

  private static BpeStyle style(String name, Path file) {
    for (BpeStyle style : BpeStyle.values()) {
      if (snakeCase(style).equals(name)) {
        return style;
      }
    }
    throw new IllegalArgumentException(
        file + ": key style: expected gpt2 or clip, found \"" + name + "\"");
  }

  private static String snakeCase(BpeStyle style) {
    return style.name().toLowerCase(Locale.ROOT);
  }

  private static boolean lowerCase(Map<String, String> settings, Path file) {
    String value = take(settings, "lower_case", file);
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          file + ": key lower_case: expected true or false, found \"" + value + "\"");
    }
    return value.equals("true");
  }

  private static String take(Map<String, String> settings, String key, Path file) {
    String value = settings.remove(key);
    if (value == null) {
      throw new IllegalArgumentException(file + ": expected key " + key + ", found none");
    }
    return value;
  }

  private static Map<String, String> readSettings(Path file) {
    Map<String, String> settings = new TreeMap<>();
    try (JsonParser parser = TokenizerFiles.json().createParser(TokenizerFiles.readText(file))) {
      TokenizerFiles.expect(
          parser.nextToken() == JsonToken.START_OBJECT, file, parser, "an object", "no object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        TokenizerFiles.expect(
            parser.nextToken().isScalarValue(),
            file,
            parser,
            "one value for " + key,
            "a structure");
        TokenizerFiles.expect(
            settings.put(key, parser.getText()) == null, file, parser, "each key once", key);
      }
    } catch (JsonProcessingException e) {
      throw TokenizerFiles.malformed(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
    return settings;
  }

  static void saveBpe(Path directory, Vocabulary vocabulary, MergeTable merges, BpeStyle style) {
    TokenizerFiles.writeVocabularyJson(directory.resolve(VOCABULARY_JSON), vocabulary);
    TokenizerFiles.writeMerges(directory.resolve(MERGES), vocabulary, merges);
    writeSettings(directory, "byte_level_bpe", "style", snakeCase(style));
  }

  static void saveWords(Path directory, String type, Vocabulary vocabulary, boolean lowerCase) {
    TokenizerFiles.writeText(
        directory.resolve(VOCABULARY_TEXT), String.join("\n", vocabulary.tokens()) + "\n");
    writeSettings(directory, type, "lower_case", lowerCase);
  }

  private static void writeSettings(Path directory, String type, String key, Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = TokenizerFiles.json().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("type", type);
      if (value instanceof Boolean flag) {
        json.writeBooleanField(key, flag);
      } else {
        json.writeStringField(key, value.toString());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TokenizerFiles.writeText(directory.resolve(SETTINGS), text + "\n");
  }
}

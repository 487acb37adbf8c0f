package dev.attune.text.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The usual vocabulary files. They come from elsewhere: sizes are bounded and each line checked.
 */
final class TokenizerFiles {
  /** Four times the largest public vocabularies. */
  static final int MAXIMUM_TOKENS = 1 << 20;

  private static final long MAXIMUM_BYTES = 64L << 20;
  private static final int LONGEST_TOKEN = 1024;

  private TokenizerFiles() {}

  static JsonFactory json() {
    // Names are tokens here: to intern each would fill a table that lives as long as the JVM.
    return JsonFactory.builder()
        .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  static String readText(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(file + ": expected a file, found none");
      }
      long size = Files.size(file);
      if (size > MAXIMUM_BYTES) {
        throw new IllegalArgumentException(
            file + ": expected at most " + MAXIMUM_BYTES + " bytes, found " + size);
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + ": expected UTF-8, found bytes that are not (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  static void writeText(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** One token a line, the line number less one its id. */
  static Vocabulary readVocabularyText(Path file) {
    Map<String, Integer> lines = new HashMap<>();
    List<String> tokens = new ArrayList<>();
    for (String token : lines(readText(file))) {
      int line = tokens.size() + 1;
      checkToken(token, file + " line " + line);
      Integer before = lines.put(token, line);
      if (before != null) {
        throw new IllegalArgumentException(
            file
                + " line "
                + line
                + ": expected each token once, found \""
                + token
                + "\" again after line "
                + before);
      }
      tokens.add(token);
      checkCount(tokens.size(), file);
    }
    return new Vocabulary(tokens);
  }

  /** One object of tokens to ids, which run from 0 without a gap. */
  static Vocabulary readVocabularyJson(Path file) {
    Map<String, Integer> ids = new HashMap<>();
    try (JsonParser parser = json().createParser(readText(file))) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, file, parser, "an object", "no object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String token = parser.currentName();
        checkToken(token, place(file, parser));
        JsonToken value = parser.nextToken();
        expect(
            value == JsonToken.VALUE_NUMBER_INT,
            file,
            parser,
            "a whole number as id of \"" + token + "\"",
            value + " " + parser.getText());
        expect(
            ids.put(token, parser.getIntValue()) == null,
            file,
            parser,
            "each token once",
            "\"" + token + "\" again");
        checkCount(ids.size(), file);
      }
      expect(parser.nextToken() == null, file, parser, "nothing after the object", "more");
    } catch (JsonProcessingException e) {
      throw malformed(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
    return new Vocabulary(inOrder(ids, file));
  }

  private static List<String> inOrder(Map<String, Integer> ids, Path file) {
    String[] tokens = new String[ids.size()];
    ids.forEach(
        (token, id) -> {
          if (id < 0 || id >= tokens.length) {
            throw new IllegalArgumentException(
                file
                    + ": expected ids 0 to "
                    + (tokens.length - 1)
                    + " for "
                    + tokens.length
                    + " tokens, found "
                    + id
                    + " for \""
                    + token
                    + "\"");
          }
          if (tokens[id] != null) {
            throw new IllegalArgumentException(
                file
                    + ": expected each id once, found "
                    + id
                    + " for both "
                    + Arrays.asList(tokens[id], token).stream().sorted().toList());
          }
          tokens[id] = token;
        });
    return List.of(tokens);
  }

  static void writeVocabularyJson(Path file, Vocabulary vocabulary) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = json().createGenerator(text)) {
      json.writeStartObject();
      for (int id = 0; id < vocabulary.size(); id++) {
        json.writeNumberField(vocabulary.token(id), id);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writeText(file, text.toString());
  }

  /** A pair a line, in the order learnt, after an optional version line. */
  static MergeTable readMerges(Path file, Vocabulary vocabulary) {
    Map<Long, Integer> lines = new HashMap<>();
    List<MergeTable.Merge> merges = new ArrayList<>();
    int line = 0;
    for (String text : lines(readText(file))) {
      line++;
      if (line == 1 && text.startsWith("#version")) {
        continue;
      }
      String place = file + " line " + line;
      MergeTable.Merge merge = merge(text, vocabulary, place);
      Integer before = lines.put(MergeTable.key(merge.left(), merge.right()), line);
      if (before != null) {
        throw new IllegalArgumentException(
            place + ": expected each pair once, found \"" + text + "\" again after line " + before);
      }
      merges.add(merge);
      checkCount(merges.size(), file);
    }
    return new MergeTable(merges);
  }

  private static MergeTable.Merge merge(String text, Vocabulary vocabulary, String place) {
    String[] pair = text.split(" ", -1);
    if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
      throw new IllegalArgumentException(
          place + ": expected two tokens with a space between, found \"" + shorten(text) + "\"");
    }
    return new MergeTable.Merge(
        known(pair[0], vocabulary, place),
        known(pair[1], vocabulary, place),
        known(pair[0] + pair[1], vocabulary, place));
  }

  private static int known(String token, Vocabulary vocabulary, String place) {
    Integer id = vocabulary.id(token);
    if (id == null) {
      throw new IllegalArgumentException(
          place
              + ": expected tokens of the vocabulary, found \""
              + shorten(token)
              + "\", which is not in it");
    }
    return id;
  }

  static void writeMerges(Path file, Vocabulary vocabulary, MergeTable merges) {
    StringBuilder text = new StringBuilder("#version: 0.2\n");
    for (MergeTable.Merge merge : merges.merges()) {
      text.append(vocabulary.token(merge.left()))
          .append(' ')
          .append(vocabulary.token(merge.right()))
          .append('\n');
    }
    writeText(file, text.toString());
  }

  static IllegalArgumentException malformed(Path file, JsonProcessingException e) {
    String at = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
    String found = e.getOriginalMessage().lines().findFirst().orElse("something else");
    return new IllegalArgumentException(file + at + ": expected JSON, found: " + found, e);
  }

  static void expect(boolean met, Path file, JsonParser parser, String expected, String found) {
    if (!met) {
      throw new IllegalArgumentException(
          place(file, parser) + ": expected " + expected + ", found " + shorten(found));
    }
  }

  private static String place(Path file, JsonParser parser) {
    return file + " line " + parser.currentTokenLocation().getLineNr();
  }

  private static void checkToken(String token, String place) {
    if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
      throw new IllegalArgumentException(
          place
              + ": expected a token of 1 to "
              + LONGEST_TOKEN
              + " characters, found "
              + token.length());
    }
  }

  private static void checkCount(int count, Path file) {
    if (count > MAXIMUM_TOKENS) {
      throw new IllegalArgumentException(
          file + ": expected at most " + MAXIMUM_TOKENS + " entries, found more");
    }
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  /** Lines by line feed alone: a token may hold any other of Unicode's separators. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int stop = end < 0 ? text.length() : end;
      boolean carriage = stop > start && text.charAt(stop - 1) == '\r';
      lines.add(text.substring(start, carriage ? stop - 1 : stop));
      start = stop + 1;
    }
    return lines;
  }
}

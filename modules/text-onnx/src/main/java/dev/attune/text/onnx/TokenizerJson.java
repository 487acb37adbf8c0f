package dev.attune.text.onnx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.attune.text.tokenizer.WordPiece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The small JSON files beside a model. */
final class TokenizerJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final String place;
  private final TreeMap<Integer, String> tokens = new TreeMap<>();
  private String type = "none";
  private boolean lowerCase = true;

  private TokenizerJson(String place) {
    this.place = place;
  }

  /**
   * The tokenizer of Hugging Face's {@code tokenizer.json}, if it is WordPiece.
   *
   * @throws SentenceModelException if it is another, or no such file
   */
  static WordPiece wordPiece(byte[] bytes, String place) {
    TokenizerJson read = new TokenizerJson(place);
    try (JsonParser json = JSON.createParser(bytes)) {
      read.top(json);
    } catch (JsonProcessingException e) {
      throw new SentenceModelException(place + ": expected JSON, found something else", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!read.type.equals("WordPiece")) {
      throw new SentenceModelException(
          "%s: expected a model of type WordPiece, found %s".formatted(place, read.type));
    }
    int count = read.tokens.size();
    if (count == 0 || read.tokens.firstKey() != 0 || read.tokens.lastKey() != count - 1) {
      throw new SentenceModelException(
          place + ": expected a vocabulary with ids from 0 without gaps, found another");
    }
    return WordPiece.of(List.copyOf(read.tokens.values()), read.lowerCase, place);
  }

  private void top(JsonParser json) throws IOException {
    expect(json.nextToken() == JsonToken.START_OBJECT, "an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "model" -> model(json);
        case "normalizer" -> normalizer(json);
        default -> json.skipChildren();
      }
    }
  }

  private void model(JsonParser json) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, "an object as model");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("type")) {
        type = json.getText();
      } else if (field.equals("vocab") && value == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String token = json.currentName();
          expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, "a number as id of " + token);
          tokens.put(json.getIntValue(), token);
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void normalizer(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("lowercase") && value.isBoolean()) {
        lowerCase = json.getBooleanValue();
      } else {
        json.skipChildren();
      }
    }
  }

  private void expect(boolean met, String expected) {
    if (!met) {
      throw new SentenceModelException(place + ": expected " + expected + ", found something else");
    }
  }

  /** A number of a flat object. */
  static int number(byte[] bytes, String key, int otherwise) {
    return value(bytes, key).map(Integer::parseInt).orElse(otherwise);
  }

  /** Whether a flat object says true. */
  static boolean flag(byte[] bytes, String key) {
    return value(bytes, key).map("true"::equals).orElse(false);
  }

  private static Optional<String> value(byte[] bytes, String key) {
    try (JsonParser json = JSON.createParser(bytes)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals(key) && value.isScalarValue()) {
          return Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new SentenceModelException(
          "the file with %s: expected an object of JSON, found %d other bytes"
              .formatted(key, bytes.length),
          e);
    }
  }
}

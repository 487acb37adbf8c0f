package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A parsed JSON text that knows where each value stood.
 *
 * @param name what messages call it, usually the file's path
 * @param root the value
 * @param origins for each key path ({@code model.layers.0.width}) its line, or {@code --set}
 */
public record JsonDocument(String name, JsonNode root, Map<String, String> origins) {

  /** No configuration written by hand comes near a megabyte. */
  public static final long CONFIG_BYTES = 1 << 20;

  /** Keeps the origins from changing. */
  public JsonDocument {
    origins = Map.copyOf(origins);
  }

  /**
   * Reads a configuration, at most {@link #CONFIG_BYTES} long.
   *
   * @throws InvalidJsonException if there is no such file, or it is too long or no JSON
   */
  public static JsonDocument read(Path file) {
    return read(file, CONFIG_BYTES);
  }

  /**
   * Reads a file.
   *
   * @param maxBytes the longest file taken; a longer one is refused unread
   * @throws InvalidJsonException if there is no such file, or it is too long or no JSON
   */
  public static JsonDocument read(Path file, long maxBytes) {
    if (Files.isDirectory(file)) {
      throw refused(file, "expected a JSON file, found a directory");
    }
    if (!Files.exists(file)) {
      throw refused(file, "expected a JSON file, found nothing there");
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      // A pipe or device tells no size: one byte more than allowed is read of it at the most.
      byte[] bytes =
          size > maxBytes
              ? new byte[0]
              : in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
      if (size > maxBytes || bytes.length > maxBytes) {
        throw refused(
            file, "expected at most " + maxBytes + " bytes, found " + Math.max(size, bytes.length));
      }
      return parse(file.toString(), decode(file, bytes));
    } catch (java.nio.file.AccessDeniedException e) {
      throw refused(file, "expected a readable file, found one that may not be read");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses a text.
   *
   * @throws InvalidJsonException if it is no JSON, is nested too deeply, or repeats a key
   */
  public static JsonDocument parse(String name, String text) {
    return new JsonParsing(name, text).document();
  }

  /**
   * This document with keys set.
   *
   * @param assignments {@code path.to.key=VALUE}: lists are entered by index; VALUE is JSON, or
   *     else taken as a string
   * @throws InvalidJsonException if an assignment is malformed or its path leads through a value
   */
  public JsonDocument with(List<String> assignments) {
    return assignments.isEmpty() ? this : new Assignments(this).apply(assignments);
  }

  private static String decode(Path file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refused(file, "expected UTF-8 text, found other bytes");
    }
  }

  private static InvalidJsonException refused(Path file, String message) {
    return new InvalidJsonException(List.of(file + ": " + message));
  }
}

package dev.attune.engine.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code state.json}: a flat object of numbers. */
record ProgressFile(Progress progress, long updates) {
  private static final int FORMAT = 1;
  private static final int LONGEST = 65_536;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> OPTIONAL = Set.of("best_validation", "best_step");
  private static final Set<String> KEYS =
      Set.of("format", "step", "epoch", "batch", "updates", "seed", "best_validation", "best_step");

  void write(OutputStream out) throws IOException {
    try (JsonGenerator json =
        JSON.createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeNumberField("step", progress.step());
      json.writeNumberField("epoch", progress.epoch());
      json.writeNumberField("batch", progress.batch());
      json.writeNumberField("updates", updates);
      json.writeNumberField("seed", progress.seed());
      if (progress.bestStep() >= 0) {
        json.writeNumberField("best_validation", progress.bestValidation());
        json.writeNumberField("best_step", progress.bestStep());
      }
      json.writeEndObject();
    }
  }

  static ProgressFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
      String found = Files.exists(file) ? Files.size(file) + " bytes" : "none";
      throw FileText.wrong(file, "checkpoint", "a file of at most " + LONGEST + " bytes", found);
    }
    Map<String, Number> numbers;
    try {
      numbers = numbers(file);
    } catch (JsonProcessingException e) {
      throw FileText.wrong(file, "state", "JSON", FileText.oneLine(e.getOriginalMessage()));
    }
    for (String key : KEYS) {
      if (!numbers.containsKey(key) && !OPTIONAL.contains(key)) {
        throw FileText.wrong(file, key, "a number", "none");
      }
    }
    if (whole(file, numbers, "format") != FORMAT) {
      throw FileText.wrong(file, "format", Integer.toString(FORMAT), "" + numbers.get("format"));
    }
    return of(file, numbers);
  }

  private static ProgressFile of(Path file, Map<String, Number> numbers) {
    long step = whole(file, numbers, "step");
    long epoch = whole(file, numbers, "epoch");
    long batch = whole(file, numbers, "batch");
    long updates = whole(file, numbers, "updates");
    long seed = whole(file, numbers, "seed");
    Number best = numbers.get("best_validation");
    double validation = best == null ? Double.NaN : best.doubleValue();
    long bestStep = numbers.containsKey("best_step") ? whole(file, numbers, "best_step") : -1;
    try {
      Progress progress =
          new Progress(
              step, Math.toIntExact(epoch), Math.toIntExact(batch), seed, validation, bestStep);
      return new ProgressFile(progress, updates);
    } catch (ArithmeticException e) {
      throw FileText.wrong(file, "epoch, batch", "at most " + Integer.MAX_VALUE, "more");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Number> numbers(Path file) throws IOException {
    Map<String, Number> numbers = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw FileText.wrong(file, "state", "an object", "" + json.currentToken());
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        if (!KEYS.contains(key) || numbers.containsKey(key)) {
          throw FileText.wrong(file, "state", "each of " + KEYS + " once", FileText.quoted(key));
        }
        if (!json.nextToken().isNumeric()) {
          throw FileText.wrong(file, key, "a number", json.currentToken().name());
        }
        numbers.put(key, json.getNumberValue());
      }
    }
    return numbers;
  }

  private static long whole(Path file, Map<String, Number> numbers, String key) {
    Number number = numbers.get(key);
    if (number instanceof Integer || number instanceof Long) {
      return number.longValue();
    }
    throw FileText.wrong(file, key, "a whole number of 64 bits", number.toString());
  }
}

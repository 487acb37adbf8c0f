package dev.attune.experiments.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.attune.engine.training.StepRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code metrics.jsonl}: a line a step, and a line a validation. */
final class MetricsLog implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final Writer out;

  /**
   * Opens the log to append.
   *
   * @param done steps of the checkpoint that the run goes on from; lines of later steps, written
   *     before it was killed, are dropped
   */
  MetricsLog(Path file, long done) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        dropAfter(file, done);
      }
      out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static void dropAfter(Path file, long done) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      long step = step(line);
      if (step >= 0 && step <= done) {
        kept.add(line);
      }
    }
    Files.write(file, kept);
  }

  /** The step of a line; −1 if the line was cut short when the run was killed. */
  private static long step(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      long step = -1;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("step")) {
          step = parser.getLongValue();
        }
        parser.skipChildren();
      }
      return parser.currentToken() == JsonToken.END_OBJECT ? step : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** A training step. */
  void step(StepRecord record, int epoch) {
    Map<String, Number> line = new LinkedHashMap<>();
    line.put("step", record.step());
    line.put("epoch", epoch);
    line.put("loss", record.result().loss());
    line.put("lr", record.learningRate());
    line.putAll(record.result().reported());
    line.put("grad_norm", record.result().gradientNorm());
    line.put("samples_per_second", record.samplesPerSecond());
    line.put("data_wait", record.dataWait());
    write(line);
  }

  /** Figures of a validation after a step. */
  void validation(long step, Map<String, Double> figures) {
    Map<String, Number> line = new LinkedHashMap<>();
    line.put("step", step);
    figures.forEach((name, value) -> line.put("validation_" + name, value));
    write(line);
  }

  private void write(Map<String, Number> line) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Number> entry : line.entrySet()) {
        if (entry.getValue() instanceof Long whole) {
          json.writeNumberField(entry.getKey(), whole);
        } else if (entry.getValue() instanceof Integer whole) {
          json.writeNumberField(entry.getKey(), whole);
        } else {
          json.writeNumberField(entry.getKey(), entry.getValue().doubleValue());
        }
      }
      json.writeEndObject();
      json.flush();
      out.write(text.append('\n').toString());
      out.flush();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static UncheckedIOException failed(Path file, IOException e) {
    return new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}

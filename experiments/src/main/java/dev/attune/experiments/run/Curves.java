package dev.attune.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.experiments.json.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss, scale and validation over the steps of {@code metrics.jsonl}, as pictures. */
final class Curves {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 320;

  /**
   * A chart.
   *
   * @param title what it shows
   * @param base64 a PNG
   */
  record Picture(String title, String base64) {}

  private record Series(List<Double> steps, List<Double> values) {}

  private Curves() {}

  static List<Picture> of(Path metrics) {
    Map<String, Series> series = read(metrics);
    List<Picture> pictures = new ArrayList<>();
    chart("loss", series, List.of("loss")).ifPresent(pictures::add);
    chart("logit scale", series, List.of("logit_scale")).ifPresent(pictures::add);
    List<String> validation =
        series.keySet().stream().filter(name -> name.startsWith("validation_")).toList();
    chart("validation", series, validation).ifPresent(pictures::add);
    return pictures;
  }

  private static Map<String, Series> read(Path metrics) {
    Map<String, Series> series = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(metrics)) {
        JsonNode node = JsonDocument.parse(metrics.toString(), line).root();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          Series one =
              series.computeIfAbsent(
                  entry.getKey(), name -> new Series(new ArrayList<>(), new ArrayList<>()));
          one.steps.add(node.get("step").asDouble());
          one.values.add(entry.getValue().asDouble());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return series;
  }

  private static Optional<Picture> chart(
      String title, Map<String, Series> series, List<String> names) {
    List<String> there = names.stream().filter(series::containsKey).toList();
    if (there.isEmpty()) {
      return Optional.empty();
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("step")
            .theme(ChartTheme.Matlab)
            .build();
    for (String name : there) {
      Series one = series.get(name);
      chart.addSeries(name, one.steps, one.values).setMarker(SeriesMarkers.NONE);
    }
    try (ByteArrayOutputStream png = new ByteArrayOutputStream()) {
      BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
      return Optional.of(new Picture(title, Base64.getEncoder().encodeToString(png.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.attune.experiments.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Accuracy of the runs' linear probes over labels a class, as a picture. */
public final class LabelCurves {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 640;

  private LabelCurves() {}

  /**
   * Writes a PNG.
   *
   * @throws IllegalArgumentException if no run was judged by few labels
   */
  public static void write(List<SuiteResult> results, Path file) {
    Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();
    results.forEach(result -> result.labelCurves().forEach(curves::putIfAbsent));
    if (curves.isEmpty()) {
      throw new IllegalArgumentException(
          "--picture: expected runs judged by few labels, found none");
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("linear probe on a few labels")
            .xAxisTitle("labels a class")
            .yAxisTitle("accuracy")
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setXAxisLogarithmicDecadeOnly(false);
    curves.forEach(
        (name, curve) ->
            chart.addSeries(
                name, new ArrayList<>(curve.keySet()), new ArrayList<>(curve.values())));
    try {
      Files.write(file, BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.attune.experiments.bench;

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

/** The growth suite's times over the number of operations, both by logarithm. */
public final class GrowthPicture {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  private record Line(List<Double> operations, List<Double> times) {}

  private GrowthPicture() {}

  /**
   * Writes a PNG.
   *
   * @param measurements of the growth suite
   * @throws IllegalArgumentException if they are another suite's
   */
  public static void write(List<Measurement> measurements, Path file) {
    Map<String, Line> lines = new LinkedHashMap<>();
    for (Measurement m : measurements) {
      Line line =
          lines.computeIfAbsent(m.side(), s -> new Line(new ArrayList<>(), new ArrayList<>()));
      if (m.quantity().equals("operations")) {
        line.operations.add(m.median());
      } else if (m.quantity().equals("step")) {
        line.times.add(m.median());
      }
    }
    lines.values().removeIf(line -> line.operations.size() != line.times.size());
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("--picture: expected --suite growth");
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("tiny: a training step as it grows")
            .xAxisTitle("operations, GFLOP")
            .yAxisTitle("step, ms")
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    lines.forEach((name, line) -> chart.addSeries("with " + name, line.operations, line.times));
    try {
      Files.write(file, BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

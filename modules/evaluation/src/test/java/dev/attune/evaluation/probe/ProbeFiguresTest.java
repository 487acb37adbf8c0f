package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.ClusteringProtocol;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.GeometryProtocol;
import dev.attune.evaluation.KMeans;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long probes take on 20,000 training and 10,000 test rows of width 256. */
@Tag("figures")
class ProbeFiguresTest {
  private static final int WIDTH = 256;
  private static final List<Double> STRENGTHS = List.of(1e-4, 1e-3, 1e-2, 1e-1, 1.0);

  private static final List<LabelBudget> BUDGETS =
      List.of(
          LabelBudget.each(1),
          LabelBudget.each(5),
          LabelBudget.each(50),
          LabelBudget.share(0.01),
          LabelBudget.share(0.1),
          LabelBudget.share(1));

  /** Classes that overlap, in a space that varies in few directions, as that of embeddings does. */
  private static LabelledRows[] parts(int classes, int... sizes) {
    Random random = new Random(7);
    float[][] mixing = normal(random, WIDTH, 1 / Math.sqrt(WIDTH));
    float[][] means = normal(random, classes, 0.45);
    LabelledRows[] parts = new LabelledRows[sizes.length];
    for (int part = 0; part < sizes.length; part++) {
      float[][] features = new float[sizes[part]][WIDTH];
      int[] labels = new int[sizes[part]];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = random.nextInt(classes);
        for (int d = 0; d < WIDTH; d++) {
          double hidden = means[labels[i]][d] + 1.5 * random.nextGaussian();
          float scaled = (float) (hidden * Math.pow(d + 1, -0.75));
          for (int e = 0; e < WIDTH; e++) {
            features[i][e] += scaled * mixing[d][e];
          }
        }
      }
      parts[part] = new LabelledRows(features, labels);
    }
    return parts;
  }

  private static float[][] normal(Random random, int rows, double scale) {
    float[][] values = new float[rows][WIDTH];
    for (float[] row : values) {
      for (int d = 0; d < WIDTH; d++) {
        row[d] = (float) (scale * random.nextGaussian());
      }
    }
    return values;
  }

  private static void print(String what, long start) {
    System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - start) / 1e9);
  }

  @Test
  void secondsOfFitsAndVotes() {
    for (int classes : new int[] {10, 129}) {
      LabelledRows[] parts = parts(classes, 20_000, 10_000);
      long start = System.nanoTime();
      List<LogisticRegression> fitted = LogisticRegression.fitAll(parts[0], classes, STRENGTHS);
      print("linear probe, %d classes, 5 penalties".formatted(classes), start);
      for (int s = 0; s < STRENGTHS.size(); s++) {
        int right =
            LinearProbe.right(fitted.get(s).predict(parts[1].features()), parts[1].labels());
        System.out.printf("  l2 %s: accuracy %.4f%n", STRENGTHS.get(s), right / 10_000.0);
        assertThat(right).isGreaterThan(2 * 10_000 / classes);
      }
      start = System.nanoTime();
      ProbeProtocol.Parts all = new ProbeProtocol.Parts(parts[0], parts[1], parts[1]);
      new FewLabels(5, STRENGTHS, Bootstrap.DEFAULT)
          .estimates(all, BUDGETS, Clusters.single(10_000));
      print("few labels, 5 draws of " + BUDGETS.size() + " budgets", start);
      for (int run = 0; run < 2; run++) {
        start = System.nanoTime();
        NearestNeighbours.majority(5).predict(parts[0], parts[1].features());
        print("20,000 x 10,000 nearest neighbours", start);
      }
    }
  }

  @Test
  void secondsOfClustersAndGeometry() {
    for (int classes : new int[] {10, 129}) {
      LabelledRows test = parts(classes, 10_000)[0];
      Clusters clusters = Clusters.single(10_000);
      long start = System.nanoTime();
      new ClusteringProtocol(KMeans.DEFAULT, Bootstrap.DEFAULT)
          .evaluate("test", "image", test.features(), test.labels(), clusters, Map.of());
      print("clustering, %d classes".formatted(classes), start);
      start = System.nanoTime();
      GeometryProtocol.Space space = GeometryProtocol.Space.of(test.features());
      Map<String, float[][]> others = Map.of("other", test.features());
      int rows =
          new GeometryProtocol(Bootstrap.DEFAULT, 0)
              .evaluate("test", "image", space, others, clusters, Map.of())
              .size();
      print("geometry", start);
      assertThat(rows).isEqualTo(5);
    }
  }
}

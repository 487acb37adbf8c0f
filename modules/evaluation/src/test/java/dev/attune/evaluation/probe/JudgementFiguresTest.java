package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.ClusteringProtocol;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.GeometryProtocol;
import dev.attune.evaluation.InvarianceProtocol;
import dev.attune.evaluation.KMeans;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long it takes to judge an encoder on as many rows as Fashion-MNIST has, by each protocol. */
@Tag("figures")
class JudgementFiguresTest {
  private static final int ROUNDS = 2;
  private static final int CLASSES = 10;
  private static final int HIDDEN = 40;
  private static final int FITTED = 20_000;
  private static final int VOTING = 55_000;
  private static final int VALIDATED = 5_000;
  private static final int TESTED = 10_000;
  private static final int DRAWN = 2_000;
  private static final int CHANGED = 500;
  private static final List<Double> STRENGTHS = List.of(1e-4, 1e-3, 1e-2, 1e-1, 1.0);

  private static final List<LabelBudget> BUDGETS =
      List.of(
          LabelBudget.each(1),
          LabelBudget.each(2),
          LabelBudget.each(5),
          LabelBudget.each(10),
          LabelBudget.each(50),
          LabelBudget.share(0.01),
          LabelBudget.share(0.1),
          LabelBudget.share(1));

  /** Positive features of some hidden causes that fall off, and of noise; labels by the causes. */
  private static LabelledRows rows(int width, int seed) {
    Random random = new Random(seed);
    float[][] mixing = normal(random, HIDDEN, width);
    float[][] means = normal(random, CLASSES, HIDDEN);
    float[][] features = new float[VOTING + VALIDATED + TESTED][width];
    int[] labels = new int[features.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % CLASSES;
      for (int h = 0; h < HIDDEN; h++) {
        double cause = (0.5 * means[labels[i]][h] + random.nextGaussian()) / Math.sqrt(h + 1);
        for (int d = 0; d < width; d++) {
          features[i][d] += (float) cause * mixing[h][d];
        }
      }
      for (int d = 0; d < width; d++) {
        features[i][d] = Math.max(0, features[i][d] + 0.1f * (random.nextFloat() - 0.5f));
      }
    }
    return new LabelledRows(features, labels);
  }

  private static float[][] normal(Random random, int rows, int width) {
    float[][] values = new float[rows][width];
    for (float[] row : values) {
      for (int d = 0; d < width; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  private static LabelledRows part(LabelledRows rows, int from, int count, int step) {
    float[][] features = new float[count][];
    Arrays.setAll(features, i -> rows.features()[from + i * step]);
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> rows.labels()[from + i * step]);
    return new LabelledRows(features, labels);
  }

  private static ProbeProtocol.Parts parts(int width, int seed) {
    LabelledRows rows = rows(width, seed);
    return new ProbeProtocol.Parts(
        part(rows, 0, FITTED, 2),
        part(rows, 0, VOTING, 1),
        part(rows, VOTING, VALIDATED, 1),
        part(rows, VOTING + VALIDATED, TESTED, 1));
  }

  private static float[][] first(ProbeProtocol.Parts parts, int count) {
    return Arrays.copyOf(parts.test().features(), count);
  }

  private final List<ProbeProtocol.Parts> encoders = new ArrayList<>();

  private Map<String, ProbeProtocol.Parts> beside() {
    Map<String, ProbeProtocol.Parts> beside = new LinkedHashMap<>();
    beside.put("random", encoders.get(1));
    beside.put("pixels", encoders.get(2));
    return beside;
  }

  private Map<String, Supplier<List<EvaluationRow>>> protocols() {
    Bootstrap bootstrap = Bootstrap.DEFAULT;
    Clusters all = Clusters.single(TESTED);
    FewLabels few = new FewLabels(3, STRENGTHS, bootstrap);
    ProbeProtocol.Parts own = encoders.get(0);
    Map<String, Supplier<List<EvaluationRow>>> protocols = new LinkedHashMap<>();
    protocols.put(
        "probe",
        () ->
            new ProbeProtocol(List.of(1, 5, 20), STRENGTHS, bootstrap)
                .evaluate("test", "image", own, all, beside()));
    protocols.put(
        "few labels",
        () -> new FewLabelsProtocol(BUDGETS, few).evaluate("test", "image", own, all, beside()));
    protocols.put("clustering", this::clustering);
    protocols.put("geometry", this::geometry);
    protocols.put("invariance", this::invariance);
    return protocols;
  }

  private List<EvaluationRow> clustering() {
    Map<String, float[][]> others = new LinkedHashMap<>();
    beside().forEach((name, parts) -> others.put(name, first(parts, DRAWN)));
    int[] labels = Arrays.copyOf(encoders.get(0).test().labels(), DRAWN);
    return new ClusteringProtocol(KMeans.DEFAULT, Bootstrap.DEFAULT)
        .evaluate(
            "test", "image", first(encoders.get(0), DRAWN), labels, Clusters.single(DRAWN), others);
  }

  private List<EvaluationRow> geometry() {
    Map<String, float[][]> others = new LinkedHashMap<>();
    Map<String, GeometryProtocol.Space> controls = new LinkedHashMap<>();
    beside()
        .forEach(
            (name, parts) -> {
              others.put(name, first(parts, DRAWN));
              controls.put(name, GeometryProtocol.Space.of(first(parts, DRAWN)));
            });
    GeometryProtocol.Space own = GeometryProtocol.Space.of(first(encoders.get(0), DRAWN));
    return new GeometryProtocol(Bootstrap.DEFAULT, 0)
        .evaluate("test", "image", own, others, Clusters.single(DRAWN), controls);
  }

  private List<EvaluationRow> invariance() {
    List<InvarianceProtocol.Views> views = new ArrayList<>();
    for (ProbeProtocol.Parts parts : encoders.subList(0, 2)) {
      float[][] items = first(parts, CHANGED);
      views.add(new InvarianceProtocol.Views(items, Map.of("none", items, "all", items.clone())));
    }
    return new InvarianceProtocol(Bootstrap.DEFAULT, 0)
        .evaluate(
            "test",
            "image",
            views.get(0),
            Clusters.single(CHANGED),
            Map.of("random", views.get(1)));
  }

  private static long megabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getCollectionUsage)
            .filter(usage -> usage != null)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        >> 20;
  }

  @Test
  void secondsOfAJudgement() {
    Map<String, Double> fastest = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      // New parts each round: they remember their probes.
      encoders.clear();
      encoders.addAll(List.of(parts(192, 1), parts(192, 2), parts(784, 3)));
      protocols()
          .forEach(
              (name, protocol) -> {
                long start = System.nanoTime();
                List<EvaluationRow> rows = protocol.get();
                fastest.merge(name, (System.nanoTime() - start) / 1e9, Math::min);
                assertThat(rows).isNotEmpty();
                System.out.printf("%s, %d MB after collections%n", name, megabytes());
              });
    }
    fastest.forEach((name, seconds) -> System.out.printf("%s: %.2f s%n", name, seconds));
    double all = fastest.values().stream().mapToDouble(Double::doubleValue).sum();
    System.out.printf("a judgement: %.2f s, the best of %d rounds each%n", all, ROUNDS);
  }
}

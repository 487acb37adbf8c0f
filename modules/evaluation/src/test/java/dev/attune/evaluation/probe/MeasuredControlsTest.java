package dev.attune.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MeasuredControlsTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 3);
  private static final ProbeProtocol PROBE =
      new ProbeProtocol(List.of(1, 5), List.of(1e-2, 1.0), BOOTSTRAP);
  private static final FewLabelsProtocol FEW =
      new FewLabelsProtocol(
          List.of(LabelBudget.each(2)), new FewLabels(2, List.of(1e-2), BOOTSTRAP));

  /** Remembers, and what it was asked to measure. */
  private static final class Memory implements MeasuredControls {
    private final Map<String, List<double[]>> known = new HashMap<>();
    private int measured;

    @Override
    public List<double[]> of(String key, Supplier<List<double[]>> measure) {
      return known.computeIfAbsent(
          key,
          asked -> {
            measured++;
            return measure.get();
          });
    }
  }

  private static ProbeProtocol.Parts parts(double apart) {
    return new ProbeProtocol.Parts(
        LogisticRegressionTest.clouds(1, 90, apart),
        LogisticRegressionTest.clouds(2, 60, apart),
        LogisticRegressionTest.clouds(3, 60, apart));
  }

  private static List<EvaluationRow> rows(ProbeProtocol.Parts control) {
    Map<String, ProbeProtocol.Parts> controls = Map.of("random_encoder", control);
    Clusters clusters = Clusters.single(60);
    List<EvaluationRow> rows =
        new ArrayList<>(PROBE.evaluate("test", "image", parts(2), clusters, controls));
    rows.addAll(FEW.evaluate("test", "image", parts(2), clusters, controls));
    return rows;
  }

  @Test
  void aControlIsMeasuredOnceAndGivesTheSameRows() {
    Memory memory = new Memory();
    List<EvaluationRow> plain = rows(parts(0.5));
    assertThat(rows(parts(0.5).keptBy(memory))).isEqualTo(plain);
    assertThat(memory.measured).isEqualTo(2);
    assertThat(rows(parts(0.5).keptBy(memory))).isEqualTo(plain);
    assertThat(memory.measured).isEqualTo(2);
  }

  @Test
  void anotherControlIsAnother() {
    Memory memory = new Memory();
    rows(parts(0.5).keptBy(memory));
    ProbeProtocol.Parts other = parts(0.5);
    float[] feature = other.test().features()[59];
    feature[0] = Math.nextUp(feature[0]);
    assertThat(rows(other.keptBy(memory))).isNotNull();
    assertThat(memory.measured).isEqualTo(4);
    ProbeProtocol.Parts relabelled = parts(0.5);
    relabelled.train().labels()[0] = (relabelled.train().labels()[0] + 1) % 3;
    rows(relabelled.keptBy(memory));
    assertThat(memory.measured).isEqualTo(6);
  }

  @Test
  void otherSettingsAreMeasuredAnew() {
    Memory memory = new Memory();
    Map<String, ProbeProtocol.Parts> controls = Map.of("raw", parts(0.5).keptBy(memory));
    Clusters clusters = Clusters.single(60);
    PROBE.evaluate("test", "image", parts(2), clusters, controls);
    new ProbeProtocol(List.of(1, 5), List.of(1.0), BOOTSTRAP)
        .evaluate("test", "image", parts(2), clusters, controls);
    assertThat(memory.measured).isEqualTo(2);
  }
}

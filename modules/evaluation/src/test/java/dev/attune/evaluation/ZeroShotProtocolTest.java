package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZeroShotProtocolTest {
  private static final ZeroShotProtocol PROTOCOL = new ZeroShotProtocol(Bootstrap.DEFAULT, 0);

  @Test
  void prototypesAreUnitMeansOfUnitPrompts() {
    float[][] prototypes =
        ZeroShotProtocol.prototypes(new float[][][] {{{3, 0}, {0, 0.1f}}, {{0, -2}}});
    float half = (float) Math.sqrt(0.5);
    assertThat(prototypes[0]).containsExactly(new float[] {half, half}, within(1e-6f));
    assertThat(prototypes[1]).containsExactly(0, -1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeroShotProtocol.prototypes(new float[][][] {{}}))
        .withMessageContaining("class 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeroShotProtocol.prototypes(new float[][][] {{{1, 0}, {1}}}))
        .withMessageContaining("width 2");
  }

  @Test
  void balancedAccuracyIsTheMeanRecallOfTheClasses() {
    float[][] classes = {{1, 0}, {0, 1}, {-1, 0}};
    // Class 0: three of four right; class 1: none of one; class 2 has no items.
    float[][] items = {{2, 1}, {3, 1}, {1, 0}, {1, 5}, {5, 1}};
    int[] labels = {0, 0, 0, 0, 1};
    List<EvaluationRow> rows = evaluate(new ZeroShotProtocol.Space(items, classes), labels);
    assertThat(rows.get(0).metric()).isEqualTo("accuracy@1");
    assertThat(rows.get(0).value()).isCloseTo(0.6, within(1e-12));
    assertThat(rows.get(1).value()).isEqualTo(1);
    assertThat(rows.get(2).metric()).isEqualTo("balanced_accuracy");
    assertThat(rows.get(2).value()).isCloseTo(0.375, within(1e-12));
    assertThat(rows.get(2).gallerySize()).isEqualTo(3);
  }

  @Test
  void shuffledLabelsAndBlindPrototypesGiveChance() {
    SplittableRandom random = new SplittableRandom(8);
    int[] labels = IntStream.range(0, 600).map(i -> i % 10).toArray();
    float[][] classes = RankingTest.normal(random, 10, 32);
    float[][] items = new float[600][];
    for (int i = 0; i < 600; i++) {
      items[i] = classes[labels[i]].clone();
      items[i][0] += (float) random.nextGaussian();
    }
    ZeroShotProtocol.Space blind =
        new ZeroShotProtocol.Space(new float[600][4], RankingTest.normal(random, 10, 4));
    List<EvaluationRow> rows =
        PROTOCOL.evaluate(
            "test",
            "image",
            new ZeroShotProtocol.Space(items, classes),
            labels,
            Clusters.single(600),
            Map.of("blind", blind));
    EvaluationRow first = rows.get(0);
    assertThat(first.value()).isEqualTo(1);
    Estimate shuffled = first.controls().get(ShuffledLabels.NAME);
    assertThat(shuffled.ci95().low()).isLessThan(0.1);
    assertThat(shuffled.ci95().high()).isBetween(0.1, 0.2);
    assertThat(first.controls().get("blind").value()).isCloseTo(0.1, within(1e-12));
    assertThat(rows.get(1).controls().get("blind").value()).isCloseTo(0.5, within(1e-12));
    assertThat(rows.get(2).controls().get("blind").value()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void refusesALabelThatIsNoClass() {
    ZeroShotProtocol.Space space = new ZeroShotProtocol.Space(new float[2][3], new float[2][3]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluate(space, new int[] {0, 2}))
        .withMessageContaining("item 1")
        .withMessageContaining("found 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluate(space, new int[] {0}))
        .withMessageContaining("found 1");
  }

  private static List<EvaluationRow> evaluate(ZeroShotProtocol.Space space, int[] labels) {
    Clusters clusters = Clusters.single(space.items().length);
    return PROTOCOL.evaluate("test", "image", space, labels, clusters, Map.of());
  }
}

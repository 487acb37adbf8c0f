package dev.attune.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final long STEPS = 500;
  private static final long SETTLED = STEPS / 5;
  private static final int WINDOW = 50;
  private static final double CHANCE = Math.log(31);

  /** A line, and the step behind which it was said. */
  private record Said(long step, String line) {}

  private static Watch watch() {
    return new Watch(Map.of("loss", CHANCE), Map.of("logit_scale", 100.0), STEPS);
  }

  /** A whole run whose loss falls. */
  private static List<Said> run(Watch watch, LongFunction<Map<String, Double>> reported) {
    return run(watch, step -> CHANCE * (0.9 - 0.5 * step / STEPS), reported);
  }

  private static List<Said> run(
      Watch watch, LongFunction<Double> loss, LongFunction<Map<String, Double>> reported) {
    List<Said> said = new ArrayList<>();
    for (long step = 1; step <= STEPS; step++) {
      for (String line : watch.stepped(step, loss.apply(step), reported.apply(step))) {
        said.add(new Said(step, line));
      }
    }
    return said;
  }

  @Test
  void aHealthyRunIsLeftInPeace() {
    Watch watch = watch();
    assertThat(run(watch, step -> Map.of("spread", 0.8, "logit_scale", 20.0))).isEmpty();
    for (double rank : new double[] {4, 7, 6, 9}) {
      assertThat(watch.ranked(rank)).isEmpty();
    }
  }

  @Test
  void collapseIsSaidOnceAndNotBeforeAFifthOfTheRun() {
    List<Said> said = run(watch(), step -> Map.of("spread", 0.03));
    assertThat(said).hasSize(1);
    assertThat(said.get(0).step).isEqualTo(SETTLED + WINDOW - 1);
    assertThat(said.get(0).line)
        .startsWith("watch: spread is 0.030 of 1")
        .contains("usually help")
        .doesNotContain("\n");
  }

  @Test
  void eachTaskCollapsesByItself() {
    List<Said> said =
        run(watch(), step -> Map.of("a.spread", 0.01, "b.spread", 0.02, "c.spread", 0.9));
    assertThat(said)
        .extracting(Said::line)
        .hasSize(2)
        .anyMatch(line -> line.contains("a.spread"))
        .anyMatch(line -> line.contains("b.spread"));
  }

  @Test
  void collapseThatIsOverBeforeAFifthOfTheRunIsNotSaid() {
    assertThat(run(watch(), step -> Map.of("spread", step < SETTLED ? 0.01 : 0.7))).isEmpty();
  }

  @Test
  void oneBadStepIsNoCollapse() {
    assertThat(run(watch(), step -> Map.of("spread", step % WINDOW == 0 ? 0.0 : 0.6))).isEmpty();
  }

  @Test
  void collapseLateInTheRunIsSaid() {
    List<Said> said = run(watch(), step -> Map.of("spread", step < STEPS / 2 ? 0.8 : 0.0));
    assertThat(said).hasSize(1);
    assertThat(said.get(0).step).isBetween(STEPS / 2 + 1, STEPS - 1);
  }

  @Test
  void aLossThatStaysAtChanceIsSaidOnce() {
    List<Said> said =
        run(watch(), step -> CHANCE * (step % 2 == 0 ? 1.002 : 0.998), step -> Map.of());
    assertThat(said).hasSize(1);
    assertThat(said.get(0).step).isGreaterThanOrEqualTo(SETTLED);
    assertThat(said.get(0).line)
        .startsWith("watch: loss sits at 3.43")
        .contains("its value at chance (3.4340)", "usually help");
  }

  @Test
  void theLossOfATaskIsComparedWithItsOwnChance() {
    Watch watch = new Watch(Map.of("turned.loss", Math.log(4), "order.loss", 3.0), Map.of(), STEPS);
    List<Said> said = run(watch, step -> Map.of("turned.loss", Math.log(4), "order.loss", 2.0));
    assertThat(said).hasSize(1);
    assertThat(said.get(0).line).contains("turned.loss", "1.3863");
  }

  @Test
  void aLossThatLeavesChanceBeforeAFifthOfTheRunIsNotSaid() {
    assertThat(run(watch(), step -> step < SETTLED ? CHANCE : CHANCE - 0.5, step -> Map.of()))
        .isEmpty();
  }

  @Test
  void aScaleAtItsLimitIsSaidOnce() {
    List<Said> said = run(watch(), step -> Map.of("logit_scale", Math.min(100.0, (double) step)));
    assertThat(said).hasSize(1);
    assertThat(said.get(0).line).contains("logit_scale", "its limit of 100.0");
  }

  @Test
  void aRankBelowHalfOfItsHighestIsSaidOnce() {
    Watch watch = watch();
    assertThat(watch.ranked(6)).isEmpty();
    assertThat(watch.ranked(10)).isEmpty();
    assertThat(watch.ranked(5.5)).isEmpty();
    assertThat(watch.ranked(4.5))
        .singleElement()
        .asString()
        .contains("RankMe fell from 10.0 to 4.5", "usually helps");
    assertThat(watch.ranked(3)).isEmpty();
  }

  @Test
  void aRunOfFewStepsIsToldNothing() {
    Watch watch = new Watch(Map.of("loss", CHANCE), Map.of(), 40);
    for (long step = 1; step <= 40; step++) {
      assertThat(watch.stepped(step, CHANCE, Map.of("spread", 0.0))).isEmpty();
    }
  }
}

package dev.attune.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.datavec.api.writable.IntWritable;
import org.junit.jupiter.api.Test;

class CompositionTest {
  private static final Seeds SEEDS = new Seeds(5);
  private static final Augmentation<IntWritable> PLUS_ONE =
      (item, random) -> new IntWritable(item.get() + 1);
  private static final Augmentation<IntWritable> DOUBLE =
      (item, random) -> new IntWritable(item.get() * 2);
  private static final Augmentation<IntWritable> DRAW =
      (item, random) -> new IntWritable(random.nextInt(1_000_000));

  @Test
  void sequenceAppliesInOrder() {
    assertThat(Sequence.of(PLUS_ONE, DOUBLE).apply(new IntWritable(3), SEEDS.at(0, 0, 0)).get())
        .isEqualTo(8);
    assertThat(DOUBLE.then(PLUS_ONE).apply(new IntWritable(3), SEEDS.at(0, 0, 0)).get())
        .isEqualTo(7);
    IntWritable item = new IntWritable(3);
    assertThat((Object) new Sequence<IntWritable>(List.of()).apply(item, SEEDS.at(0, 0, 0)))
        .isSameAs(item);
    assertThat((Object) new Identity<IntWritable>().apply(item, SEEDS.at(0, 0, 0))).isSameAs(item);
  }

  @Test
  void oneOfDrawsByWeight() {
    OneOf<IntWritable> oneOf =
        new OneOf<>(
            List.of(
                new OneOf.Choice<>(1, (item, random) -> new IntWritable(0)),
                new OneOf.Choice<>(5, (item, random) -> new IntWritable(1)),
                new OneOf.Choice<>(2, (item, random) -> new IntWritable(2))));
    int[] counts = new int[3];
    int items = 80_000;
    for (int i = 0; i < items; i++) {
      counts[oneOf.apply(new IntWritable(9), SEEDS.at(0, i, 0)).get()]++;
    }
    assertThat(counts[0] / (double) items).isCloseTo(1 / 8.0, within(0.006));
    assertThat(counts[1] / (double) items).isCloseTo(5 / 8.0, within(0.009));
    assertThat(counts[2] / (double) items).isCloseTo(2 / 8.0, within(0.008));
  }

  @Test
  void probabilityIsTheShareOfItemsChanged() {
    Augmentation<IntWritable> sometimes = PLUS_ONE.withProbability(0.3);
    int changed = 0;
    for (int i = 0; i < 50_000; i++) {
      changed += sometimes.apply(new IntWritable(0), SEEDS.at(0, i, 0)).get();
    }
    assertThat(changed / 50_000.0).isCloseTo(0.3, within(0.011));
    assertThat(PLUS_ONE.withProbability(1).apply(new IntWritable(0), SEEDS.at(0, 0, 0)).get())
        .isEqualTo(1);
    assertThat(PLUS_ONE.withProbability(0).apply(new IntWritable(0), SEEDS.at(0, 0, 0)).get())
        .isEqualTo(0);
  }

  @Test
  void viewsDifferInTheirDrawsOnly() {
    Views<IntWritable> two = Views.draw(2, new IntWritable(0), DRAW, SEEDS, 4, 17);
    assertThat((Object) two.first()).isEqualTo(DRAW.apply(new IntWritable(0), SEEDS.at(4, 17, 0)));
    assertThat((Object) two.second()).isEqualTo(DRAW.apply(new IntWritable(0), SEEDS.at(4, 17, 1)));
    assertThat((Object) two.first()).isNotEqualTo(two.second());
    Views<IntWritable> one = Views.draw(1, new IntWritable(0), DRAW, SEEDS, 4, 17);
    assertThat(one.views()).containsExactly(two.first());
    assertThatThrownBy(one::second)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found one");
  }

  @Test
  void wrongSettingsSayWhatWasExpectedAndFound() {
    assertThatThrownBy(() -> PLUS_ONE.withProbability(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("with_probability: probability: expected 0 to 1, found 1.5");
    assertThatThrownBy(() -> PLUS_ONE.withProbability(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found NaN");
    assertThatThrownBy(() -> new OneOf.Choice<>(0, PLUS_ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight above 0, found 0.0");
    assertThatThrownBy(() -> new OneOf<IntWritable>(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Range.of(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("low 2.0, high 1.0");
    assertThatThrownBy(() -> Views.draw(3, new IntWritable(0), DRAW, SEEDS, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("views: expected one or two, found 3");
  }
}

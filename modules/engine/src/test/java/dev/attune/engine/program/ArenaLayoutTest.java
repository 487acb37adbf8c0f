package dev.attune.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.RandomGraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class ArenaLayoutTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void livesThatOverlapNeverShareAByte(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Liveness.Interval> lives = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      int first = random.nextInt(100);
      lives.add(life(i, random.nextInt(1, 400), first, first + random.nextInt(30)));
    }
    holds(lives);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void programsToo(long seed) {
    RandomGraphs.Training training = RandomGraphs.of(seed, 30);
    Program program =
        ProgramCompiler.training(
            training.graph(),
            training.loss(),
            Map.of(),
            training.graph().parameterValues().values());
    List<Liveness.Interval> lives = Liveness.of(program);
    assertThat(lives.size()).isGreaterThan(40);
    holds(lives);
    long apart = lives.stream().mapToLong(life -> life.value().bytes()).sum();
    assertThat(ArenaLayout.of(lives).bytes()).isLessThan(apart / 2);
  }

  private static void holds(List<Liveness.Interval> lives) {
    ArenaLayout layout = ArenaLayout.of(lives);
    for (Liveness.Interval one : lives) {
      long begin = layout.offsets().get(one.value().id());
      long end = begin + one.value().bytes();
      assertThat(begin % ArenaLayout.ALIGNMENT).isZero();
      assertThat(end).isLessThanOrEqualTo(layout.bytes());
      for (Liveness.Interval other : lives) {
        long start = layout.offsets().get(other.value().id());
        boolean shared = begin < start + other.value().bytes() && start < end;
        assertThat(shared && one.overlaps(other) && !one.equals(other))
            .as("%s at %d and %s at %d share memory", one, begin, other, start)
            .isFalse();
      }
    }
  }

  @Test
  void aChainNeedsTwoPlaces() {
    List<Liveness.Interval> lives = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      lives.add(life(i, 16, i, i + 1));
    }
    assertThat(ArenaLayout.of(lives).bytes()).isEqualTo(2 * 64);
  }

  private static Liveness.Interval life(int id, long length, int first, int last) {
    ProgramValue value =
        new ProgramValue(
            id,
            "v" + id,
            ProgramValue.Kind.INTERMEDIATE,
            DataType.FLOAT,
            new long[] {length},
            id,
            null);
    return new Liveness.Interval(value, first, last);
  }
}

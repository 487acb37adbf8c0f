package dev.attune.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutationsTest {

  private static int distance(List<Integer> left, List<Integer> right) {
    return (int)
        IntStream.range(0, left.size()).filter(i -> !left.get(i).equals(right.get(i))).count();
  }

  /** The least distance of two orders, and the sum over all pairs. */
  private record Spread(int least, long sum) {
    static Spread of(List<List<Integer>> orders) {
      int least = Integer.MAX_VALUE;
      long sum = 0;
      for (int i = 0; i < orders.size(); i++) {
        for (int j = 0; j < i; j++) {
          int distance = distance(orders.get(i), orders.get(j));
          least = Math.min(least, distance);
          sum += distance;
        }
      }
      return new Spread(least, sum);
    }

    /** How far one order is from others. */
    static Spread between(List<Integer> order, List<List<Integer>> others) {
      int[] distances = others.stream().mapToInt(other -> distance(order, other)).toArray();
      return new Spread(IntStream.of(distances).min().orElse(0), IntStream.of(distances).sum());
    }

    boolean exceeds(Spread other) {
      return least > other.least || (least == other.least && sum > other.sum);
    }
  }

  private static List<List<Integer>> random(int parts, int count, long seed) {
    Random random = new Random(seed);
    Set<List<Integer>> orders = new HashSet<>();
    while (orders.size() < count) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, parts).boxed().toList());
      Collections.shuffle(order, random);
      orders.add(order);
    }
    return List.copyOf(orders);
  }

  private static void requireOrders(Permutations permutations, int parts, int count) {
    assertThat(permutations.parts()).isEqualTo(parts);
    assertThat(permutations.count()).isEqualTo(count);
    assertThat(permutations.orders()).doesNotHaveDuplicates().hasSize(count);
    Integer[] all = IntStream.range(0, parts).boxed().toArray(Integer[]::new);
    assertThat(permutations.orders())
        .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(all));
  }

  /** By listing all orders with plain lists at each choice. */
  @ParameterizedTest
  @CsvSource({"2,2", "3,6", "4,24", "5,30", "6,20"})
  void eachOrderIsTheFarthestFromThoseBeforeIt(int parts, int count) {
    List<List<Integer>> chosen = Permutations.of(parts, count, 5).orders();
    List<List<Integer>> all = all(parts);
    for (int i = 1; i < count; i++) {
      List<List<Integer>> before = chosen.subList(0, i);
      Spread reached = Spread.between(chosen.get(i), before);
      assertThat(before).doesNotContain(chosen.get(i));
      assertThat(all).noneMatch(order -> Spread.between(order, before).exceeds(reached));
    }
  }

  private static List<List<Integer>> all(int parts) {
    List<List<Integer>> orders = new ArrayList<>();
    if (parts == 0) {
      orders.add(List.of());
      return orders;
    }
    for (List<Integer> shorter : all(parts - 1)) {
      for (int place = 0; place < parts; place++) {
        List<Integer> order = new ArrayList<>(shorter);
        order.add(place, parts - 1);
        orders.add(order);
      }
    }
    return orders;
  }

  @Test
  void aHundredOrdersOfNineAreFartherApartThanRandomOnes() {
    Permutations chosen =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Permutations.of(9, 100, 1));
    requireOrders(chosen, 9, 100);
    Spread spread = Spread.of(chosen.orders());
    assertThat(spread.least()).isGreaterThanOrEqualTo(6);
    for (int seed = 0; seed < 20; seed++) {
      Spread other = Spread.of(random(9, 100, seed));
      assertThat(other.least()).isLessThan(spread.least());
      assertThat(other.sum()).isLessThan(spread.sum());
    }
  }

  /** 16! orders could never be listed. */
  @ParameterizedTest
  @CsvSource({"10,300", "16,300"})
  void manyPartsAreChosenFromADrawnShare(int parts, int count) {
    Permutations chosen =
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Permutations.of(parts, count, 1));
    requireOrders(chosen, parts, count);
    assertThat(chosen.orders())
        .anySatisfy(order -> assertThat(order.indexOf(parts - 1)).isZero())
        .anySatisfy(order -> assertThat(order.indexOf(0)).isEqualTo(parts - 1));
    Spread spread = Spread.of(chosen.orders());
    for (int seed = 0; seed < 5; seed++) {
      assertThat(Spread.of(random(parts, count, seed)).least()).isLessThan(spread.least());
    }
  }

  @Test
  void theSeedDecides() {
    assertThat(Permutations.of(9, 30, 4)).isEqualTo(Permutations.of(9, 30, 4));
    assertThat(Permutations.of(12, 30, 4)).isEqualTo(Permutations.of(12, 30, 4));
    assertThat(Permutations.of(9, 30, 5)).isNotEqualTo(Permutations.of(9, 30, 4));
    assertThat(Permutations.of(12, 30, 5)).isNotEqualTo(Permutations.of(12, 30, 4));
    Set<List<Integer>> first = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      first.add(Permutations.of(3, 1, seed).orders().get(0));
    }
    assertThat(first).hasSize(6);
  }

  @Test
  void anOrderSaysWhichPartStandsWhere() {
    Permutations given = new Permutations(List.of(List.of(2, 0, 1), List.of(0, 1, 2)));
    assertThat(given.order(0)).containsExactly(2, 0, 1);
    assertThatThrownBy(() -> given.order(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: which: expected 0 to 1, found 2");
    assertThatThrownBy(() -> given.order(-1)).hasMessageContaining("found -1");
  }

  @Test
  void badSettingsAreNamed() {
    assertThatThrownBy(() -> Permutations.of(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: parts: expected 2 to 16, found 1");
    assertThatThrownBy(() -> Permutations.of(17, 1, 0)).hasMessageContaining("found 17");
    assertThatThrownBy(() -> Permutations.of(3, 7, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: count: expected 1 to 6 for 3 parts, found 7");
    assertThatThrownBy(() -> Permutations.of(9, 10_001, 0))
        .hasMessage("permutations: count: expected 1 to 10000 for 9 parts, found 10001");
    assertThatThrownBy(() -> Permutations.of(3, 0, 0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> new Permutations(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: orders: expected at least one, found none");
    assertThatThrownBy(() -> new Permutations(List.of(List.of(0, 1, 2), List.of(0, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: orders: expected each number from 0 to 2 once, found [0, 1, 1]");
    assertThatThrownBy(() -> new Permutations(List.of(List.of(0, 1, 2), List.of(0, 1))))
        .hasMessageContaining("found [0, 1]");
    assertThatThrownBy(() -> new Permutations(List.of(List.of(1, 2))))
        .hasMessageContaining("found [1, 2]");
    assertThatThrownBy(() -> new Permutations(List.of(List.of(1, 0), List.of(1, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permutations: orders: expected 2 different ones, found 1");
  }
}

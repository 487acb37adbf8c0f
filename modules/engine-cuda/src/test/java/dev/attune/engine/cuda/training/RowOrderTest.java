package dev.attune.engine.cuda.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorted ids beside a search through all places for each row of the table. */
class RowOrderTest {

  /** What a kernel finds: places that are added up together, row by row, in order. */
  private static List<List<List<Integer>>> read(RowOrder layout, int... order) {
    List<List<List<Integer>>> rows = new ArrayList<>();
    IntStream.range(0, layout.vocabulary()).forEach(row -> rows.add(new ArrayList<>()));
    List<List<Integer>> slots = new ArrayList<>();
    for (int piece = 0; piece < order[RowOrder.PIECES]; piece++) {
      List<Integer> places = new ArrayList<>();
      for (int i = order[layout.begins() + piece]; i < order[layout.begins() + piece + 1]; i++) {
        places.add(order[RowOrder.PLACES + i]);
      }
      int target = order[layout.targets() + piece];
      if (target >= 0) {
        rows.get(target).add(places);
      } else {
        assertThat(-1 - target).isEqualTo(slots.size());
        slots.add(places);
      }
    }
    assertThat(slots.size()).isLessThanOrEqualTo(layout.mostSlots());
    for (int id = 0; id < order[RowOrder.LONG_IDS]; id++) {
      int from = order[layout.slots() + id];
      int to = order[layout.slots() + id + 1];
      rows.get(order[layout.longIds() + id]).addAll(slots.subList(from, to));
    }
    return rows;
  }

  private static List<List<Integer>> pieces(int row, int... ids) {
    List<List<Integer>> pieces = new ArrayList<>();
    for (int place = 0; place < ids.length; place++) {
      if (ids[place] == row) {
        if (pieces.isEmpty() || pieces.get(pieces.size() - 1).size() == RowOrder.PIECE) {
          pieces.add(new ArrayList<>());
        }
        pieces.get(pieces.size() - 1).add(place);
      }
    }
    return pieces;
  }

  private static void check(int vocabulary, int... ids) {
    RowOrder layout = new RowOrder(ids.length, vocabulary);
    int[] order = layout.of(ids);
    assertThat(order).hasSize(layout.length());
    List<List<List<Integer>>> rows = read(layout, order);
    for (int row = 0; row < vocabulary; row++) {
      assertThat(rows.get(row)).as("row %d", row).isEqualTo(pieces(row, ids));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 1", "65, 1", "128, 1", "129, 2", "130, 2", "195, 3", "500, 7"})
  void everyIdHasItsPlacesInOrder(int places, int vocabulary) {
    Random random = new Random(places);
    check(vocabulary, random.ints(places, 0, vocabulary).toArray());
    // As many long ids as there may be, and most places of one id, as padding is.
    check(vocabulary, IntStream.range(0, places).map(i -> i * vocabulary / places).toArray());
    check(
        vocabulary,
        random.ints(places, 0, 8 * vocabulary).map(i -> Math.min(i, vocabulary - 1)).toArray());
  }

  @ParameterizedTest
  @CsvSource({"65, 1", "130, 2", "650, 10"})
  void slotsSufficeWhereIdsAreJustTooLongForAPiece(int places, int vocabulary) {
    int[] ids = IntStream.range(0, places).map(i -> i / (RowOrder.PIECE + 1)).toArray();
    int[] order = new RowOrder(places, vocabulary).of(ids);
    assertThat(order[RowOrder.LONG_IDS]).isEqualTo(vocabulary);
    check(vocabulary, ids);
  }
}

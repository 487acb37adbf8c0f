package dev.attune.augmentation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SentenceOrdersTest {
  private static final Set<Integer> SPECIAL = Set.of(0, 1, 2);
  private static final int STOP = 8;
  private static final int MARK = 9;
  private static final SentenceOrders ORDERS = new SentenceOrders(SPECIAL, Set.of(STOP, MARK));

  private static TokensWritable exchanged(int... ids) {
    return ORDERS.apply(new TokensWritable(ids), 1);
  }

  @Test
  void theTextAsItIs() {
    TokensWritable text = new TokensWritable(1, 10, 11, STOP, 12, STOP, 2, 0);
    assertThat(ORDERS.count()).isEqualTo(2);
    assertThat(ORDERS.apply(text, 0)).isEqualTo(text);
  }

  @Test
  void halvesPartAtTheEndOfASentenceNearestTheMiddle() {
    assertThat(exchanged(1, 10, STOP, 11, 12, 13, STOP, 14, 15, STOP, 2, 0, 0).ids())
        .containsExactly(1, 14, 15, STOP, 10, STOP, 11, 12, 13, STOP, 2, 0, 0);
    assertThat(exchanged(10, STOP, 11, STOP, 12, STOP, 13, 14, 15).ids())
        .containsExactly(12, STOP, 13, 14, 15, 10, STOP, 11, STOP);
    // Ends after two and after six of eight are as near: the earlier one.
    assertThat(exchanged(10, STOP, 11, 12, 13, STOP, 14, 15).ids())
        .containsExactly(11, 12, 13, STOP, 14, 15, 10, STOP);
  }

  @Test
  void endsThatFollowEachOtherStayTogether() {
    assertThat(exchanged(10, 11, MARK, STOP, MARK, 12, 13, STOP).ids())
        .containsExactly(12, 13, STOP, 10, 11, MARK, STOP, MARK);
  }

  @Test
  void withoutAnEndInsideTheTextPartsInTheMiddle() {
    assertThat(exchanged(1, 10, 11, 12, 13, 14, 2).ids()).containsExactly(1, 12, 13, 14, 10, 11, 2);
    // The end of the whole is no place to part.
    assertThat(exchanged(10, 11, 12, STOP).ids()).containsExactly(12, STOP, 10, 11);
    SentenceOrders noEnds = new SentenceOrders(SPECIAL, Set.of());
    assertThat(noEnds.apply(new TokensWritable(10, STOP, 11, 12), 1).ids())
        .containsExactly(11, 12, 10, STOP);
  }

  @Test
  void specialTokensInsideKeepTheirPlaces() {
    assertThat(exchanged(1, 10, 11, STOP, 2, 12, 2).ids())
        .containsExactly(1, 12, 10, 11, 2, STOP, 2);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (int which = 0; which < 2; which++) {
      int order = which;
      assertThatThrownBy(() -> ORDERS.apply(new TokensWritable(1, 10, 2, 0), order))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "sentence_orders: expected at least two tokens that are not special, found 1");
    }
    assertThatThrownBy(() -> ORDERS.apply(new TokensWritable(10, 11), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sentence_orders: which: expected 0 or 1, found 2");
    assertThatThrownBy(() -> new SentenceOrders(Set.of(2), Set.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sentence_orders: sentence_ends: expected none of the special ids [2], found [2]");
  }
}

package dev.attune.engine.cuda.training;

/**
 * Ids of looked-up rows by id and then by place, cut into pieces, as the kernels that add up the
 * rows' gradients read it. A piece is up to {@value #PIECE} places of one id. Of an id that is one
 * piece the sum goes to its row of the table at once; an id of several pieces, such as padding, is
 * long: each piece's sum goes to a slot, and the slots of an id are added up in their order.
 *
 * @param places how many ids there are
 * @param vocabulary rows of the table
 */
record RowOrder(int places, int vocabulary) {
  /** Places that one thread adds up. */
  static final int PIECE = 64;

  /** Where the number of pieces stands. */
  static final int PIECES = 0;

  /** Where the number of long ids stands. */
  static final int LONG_IDS = 1;

  /** Where the places begin, in their order. */
  static final int PLACES = 2;

  /** How many long ids there may be. */
  int mostLongIds() {
    return places / (PIECE + 1);
  }

  /** How many slots they may have: two for {@value #PIECE} places and one more is the worst. */
  int mostSlots() {
    return 2 * places / (PIECE + 1);
  }

  /** Where it stands which place in the order each piece begins at, and the last one ends. */
  int begins() {
    return PLACES + places;
  }

  /** Where it stands which row of the table each piece goes to, or −1 − its slot. */
  int targets() {
    return begins() + places + 1;
  }

  /** Where it stands which slot each long id begins at, and the last one ends. */
  int slots() {
    return targets() + places;
  }

  /** Where the long ids stand. */
  int longIds() {
    return slots() + mostLongIds() + 1;
  }

  /** How many integers all this takes. */
  int length() {
    return longIds() + mostLongIds();
  }

  /** Sorts ids, each a row of the table. */
  int[] of(int... ids) {
    int[] order = new int[length()];
    int[] ends = ends(ids);
    for (int place = places - 1; place >= 0; place--) {
      order[PLACES + --ends[ids[place]]] = place;
    }
    int from = 0;
    int slot = 0;
    while (from < places) {
      int id = ids[order[PLACES + from]];
      int end = id + 1 < vocabulary ? ends[id + 1] : places;
      boolean isLong = end - from > PIECE;
      if (isLong) {
        order[longIds() + order[LONG_IDS]++] = id;
      }
      for (; from < end; from = Math.min(end, from + PIECE)) {
        order[targets() + order[PIECES]] = isLong ? -1 - slot++ : id;
        order[begins() + ++order[PIECES]] = Math.min(end, from + PIECE);
      }
      if (isLong) {
        order[slots() + order[LONG_IDS]] = slot;
      }
    }
    return order;
  }

  /** Where each id's places end in the order. */
  private int[] ends(int... ids) {
    int[] ends = new int[vocabulary];
    for (int id : ids) {
      ends[id]++;
    }
    for (int id = 1; id < vocabulary; id++) {
      ends[id] += ends[id - 1];
    }
    return ends;
  }
}

package dev.attune.datasets.known;

import java.util.List;

/**
 * One emoji.
 *
 * @param id code points as the sheet's map writes them, such as {@code 1F3F4-200D-2620-FE0F}
 * @param column strip of the sheet
 * @param row tile of the strip
 * @param description English name
 * @param keywords English keywords
 * @param group one of ten, such as {@code Food & Drink}
 * @param subgroup one of 99, such as {@code food-vegetable}
 * @param base id of the concept without skin tones
 * @param component whether it is a part of others: a swatch of a skin tone
 */
record EmojiConcept(
    String id,
    int column,
    int row,
    String description,
    List<String> keywords,
    String group,
    String subgroup,
    String base,
    boolean component) {

  /** Neither a skin tone of another concept nor a component. */
  boolean plain() {
    return base.equals(id) && !component;
  }

  /** Code points without the variation selector, which sources differ about. */
  String key() {
    return EmojiConcepts.key(id);
  }
}

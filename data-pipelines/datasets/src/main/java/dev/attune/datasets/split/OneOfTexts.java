package dev.attune.datasets.split;

import dev.attune.datasets.Item;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One of the item's texts, each as likely as the others.
 *
 * @param heldOut how many of an item's last texts training never draws; at least one is always
 *     drawn. 0 evaluates by every text, which suits items that training never saw.
 */
public record OneOfTexts(int heldOut) implements CaptionSampler {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public OneOfTexts {
    if (heldOut < 0) {
      throw new IllegalArgumentException("held_out: expected 0 or more, found " + heldOut);
    }
  }

  @Override
  public String draw(Item item, RandomGenerator random) {
    List<String> drawn = drawn(item);
    if (drawn.isEmpty()) {
      throw new IllegalArgumentException("item " + item.id() + ": expected a text, found none");
    }
    return drawn.get(random.nextInt(drawn.size()));
  }

  @Override
  public List<String> evaluationCaptions(Item item) {
    int drawn = drawn(item).size();
    List<String> texts = item.texts();
    return drawn == texts.size() ? texts : texts.subList(drawn, texts.size());
  }

  @Override
  public boolean canDraw(Item item, String caption) {
    String plain = Captions.plain(caption);
    return drawn(item).stream().anyMatch(text -> Captions.plain(text).equals(plain));
  }

  private List<String> drawn(Item item) {
    int texts = item.texts().size();
    return item.texts().subList(0, Math.min(texts, Math.max(1, texts - heldOut)));
  }
}

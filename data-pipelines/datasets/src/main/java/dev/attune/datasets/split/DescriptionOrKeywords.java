package dev.attune.datasets.split;

import dev.attune.datasets.Item;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The item's first text, or a few of its keywords in any order, joined by a space. It is evaluated
 * by the text followed by all keywords in the order of the file.
 *
 * @param description share of the draws that give the text; an item without keywords always gives
 *     it
 * @param min fewest keywords of a draw; an item with fewer gives all it has
 * @param max most keywords of a draw
 * @param attribute name of the column that holds the keywords
 */
public record DescriptionOrKeywords(double description, int min, int max, String attribute)
    implements CaptionSampler {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the share is outside 0 to 1, or not 1 ≤ min ≤ max
   */
  public DescriptionOrKeywords {
    if (!(description >= 0 && description <= 1)) {
      throw new IllegalArgumentException("description: expected 0 to 1, found " + description);
    }
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "expected 1 <= min <= max, found min " + min + " and max " + max);
    }
  }

  /** As likely the text as one to four of {@code keywords}. */
  public static DescriptionOrKeywords defaults() {
    return new DescriptionOrKeywords(0.5, 1, 4, "keywords");
  }

  @Override
  public String draw(Item item, RandomGenerator random) {
    if (!draws(item)) {
      throw new IllegalArgumentException("item " + item.id() + ": expected a text, found none");
    }
    List<String> keywords = keywords(item);
    if (keywords.isEmpty() || random.nextDouble() < description) {
      return item.texts().get(0);
    }
    int wanted = Math.min(keywords.size(), min + random.nextInt(max - min + 1));
    for (int i = 0; i < wanted; i++) {
      int other = i + random.nextInt(keywords.size() - i);
      keywords.set(i, keywords.set(other, keywords.get(i)));
    }
    return String.join(" ", keywords.subList(0, wanted));
  }

  @Override
  public List<String> evaluationCaptions(Item item) {
    if (!draws(item)) {
      return List.of();
    }
    List<String> words = new ArrayList<>(List.of(item.texts().get(0)));
    words.addAll(item.attribute(attribute));
    return List.of(String.join(" ", words));
  }

  @Override
  public boolean canDraw(Item item, String caption) {
    String plain = Captions.plain(caption);
    if (!draws(item)) {
      return false;
    }
    if (Captions.plain(item.texts().get(0)).equals(plain)) {
      return true;
    }
    List<String> keywords = keywords(item).stream().map(Captions::plain).toList();
    return joins(keywords, plain, new ArrayList<>());
  }

  /** Whether the rest of a caption is a join of keywords that are not used yet. */
  private boolean joins(List<String> keywords, String rest, List<String> used) {
    for (String keyword : keywords) {
      if (used.contains(keyword) || !rest.startsWith(keyword)) {
        continue;
      }
      boolean ends = rest.length() == keyword.length();
      if (ends) {
        return true;
      }
      if (used.size() + 1 < max && rest.charAt(keyword.length()) == ' ') {
        used.add(keyword);
        if (joins(keywords, rest.substring(keyword.length() + 1), used)) {
          return true;
        }
        used.remove(used.size() - 1);
      }
    }
    return false;
  }

  /** Each keyword once, in a list that may be changed. */
  private List<String> keywords(Item item) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String keyword : item.attribute(attribute)) {
      if (!keyword.isBlank()) {
        distinct.add(keyword);
      }
    }
    return new ArrayList<>(distinct);
  }
}

package dev.attune.datasets.known;

import java.util.List;

/** The data sets that can be fetched by name. */
public final class KnownDatasets {
  private KnownDatasets() {}

  /** All of them; the one of the first run comes first. */
  public static List<KnownDataset> all() {
    return List.of(
        new Emoji(),
        new EmojiLanguages(),
        EmojiStyle.noto(),
        EmojiStyle.notoV1(),
        EmojiStyle.twemoji(),
        new TuxPaint(),
        new Asterisk(),
        new SpokenEmoji(),
        new Mnist(),
        new FashionMnist(),
        new WordNetGlosses(),
        new GeneralMidiNotes());
  }

  /**
   * The data set of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static KnownDataset named(String name) {
    return all().stream()
        .filter(dataset -> dataset.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data set `%s`: expected one of %s"
                        .formatted(name, all().stream().map(KnownDataset::name).toList())));
  }
}

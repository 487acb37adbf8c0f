package dev.attune.experiments.modality;

import dev.attune.augmentation.text.TokensWritable;
import dev.attune.datasets.Item;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.engine.Batch;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.Vocabulary;
import dev.attune.text.encoder.TextInputs;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.SpecialToken;
import dev.attune.text.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Texts as token ids with the marks around them, at most as many as the encoder reads. */
public final class TextItems implements Items<TokensWritable> {
  /** A linear probe on more takes longer than the training; ids stand by falling frequency. */
  private static final int RAW_IDS = 1024;

  private final TextTransformer tower;
  private final Tokenizer tokenizer;
  private final CaptionSampler captions;

  /**
   * Of a tower with its tokenizer.
   *
   * @param captions says which text of an item a step reads
   */
  public TextItems(TextTransformer tower, Tokenizer tokenizer, CaptionSampler captions) {
    this.tower = tower;
    this.tokenizer = tokenizer;
    this.captions = captions;
  }

  /** What methods have to know of the tokens. */
  public Vocabulary vocabulary() {
    Set<Integer> special = new LinkedHashSet<>();
    for (SpecialToken token : SpecialToken.values()) {
      tokenizer.id(token).ifPresent(special::add);
    }
    special.add(tokenizer.padId());
    tokenizer.id(SpecialToken.UNK).ifPresent(special::remove);
    return new Vocabulary(
        tokenizer.vocabularySize(),
        special,
        sentenceEnds(special),
        tokenizer.id(SpecialToken.MASK));
  }

  /** Marks that are a token of their own in this vocabulary. */
  private Set<Integer> sentenceEnds(Set<Integer> special) {
    Set<Integer> ends = new LinkedHashSet<>();
    for (String mark : List.of(".", "!", "?", ";")) {
      int[] ordinary =
          Arrays.stream(tokenizer.encode(mark)).filter(id -> !special.contains(id)).toArray();
      boolean unknown =
          ordinary.length == 1
              && tokenizer.id(SpecialToken.UNK).equals(OptionalInt.of(ordinary[0]));
      if (ordinary.length == 1 && !unknown) {
        ends.add(ordinary[0]);
      }
    }
    return ends;
  }

  @Override
  public TokensWritable view(Item item, RandomGenerator random) {
    return tokens(captions.draw(item, random));
  }

  @Override
  public TokensWritable crop(Item item, RandomGenerator random) {
    throw new IllegalArgumentException("crops: expected 0 for texts, which have no local views");
  }

  @Override
  public TokensWritable plain(Item item) {
    return tokens(item.texts().get(0));
  }

  /** None: the views of a text differ by dropout alone. */
  @Override
  public List<String> augmentations() {
    return List.of();
  }

  @Override
  public TokensWritable changed(Item item, int which, RandomGenerator random) {
    throw new IllegalArgumentException("augmentations: expected none for texts, found " + which);
  }

  private TokensWritable tokens(String text) {
    return new TokensWritable(tokenizer.encode(text, tower.context()));
  }

  @Override
  public Tensors<TokensWritable> tensors(int classes) {
    return new Tensors<>() {
      @Override
      public Batch of(List<TokensWritable> items) {
        int[][] ids = items.stream().map(TokensWritable::ids).toArray(int[][]::new);
        return TextInputs.of(tower, ids, tokenizer.padId(), ids.length).within(tower.name());
      }

      @Override
      public int length() {
        return tower.length();
      }

      @Override
      public int steps(TokensWritable item) {
        return item.size();
      }

      @Override
      public int classes() {
        return classes;
      }
    };
  }

  /** How often each of the first ids occurs, as a vector of unit length of its square roots. */
  @Override
  public float[] raw(TokensWritable plain) {
    float[] counts = new float[Math.min(RAW_IDS, tokenizer.vocabularySize())];
    for (int id : plain.ids()) {
      if (id < counts.length) {
        counts[id]++;
      }
    }
    for (int id = 0; id < counts.length; id++) {
      counts[id] = (float) Math.sqrt(counts[id] / plain.size());
    }
    return counts;
  }

  @Override
  public String rawName() {
    return "bag_of_words";
  }
}

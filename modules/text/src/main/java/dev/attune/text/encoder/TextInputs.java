package dev.attune.text.encoder;

import dev.attune.engine.Batch;
import dev.attune.graph.Encoder;
import dev.attune.graph.InputSpec;
import dev.attune.text.tokenizer.Encoding;
import dev.attune.text.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts as the arrays that a tower over token ids reads. */
public final class TextInputs {
  private TextInputs() {}

  /**
   * Arrays by the names of the tower's inputs in a graph, such as {@code text.ids}.
   *
   * @param tower reads any of {@code ids}, {@code mask} and {@code last}; see {@link
   *     TextTransformer}
   * @param texts at most as many as rows
   * @param rows of the batch; those beyond the texts are all padding
   * @throws IllegalArgumentException if there are too many texts, or the tower reads something else
   */
  public static Batch of(Encoder tower, Tokenizer tokenizer, List<String> texts, int rows) {
    if (texts.size() > rows) {
      throw new IllegalArgumentException(
          "texts: expected at most %d, found %d".formatted(rows, texts.size()));
    }
    return of(tower, tokenizer.encode(texts, context(tower)), rows);
  }

  /**
   * Arrays of texts that are token ids already.
   *
   * @param ids of each text, the marks around it included; at most as many as the tower reads
   * @param padId fills rows up
   * @throws IllegalArgumentException as {@link #of(Encoder, Tokenizer, List, int)} does
   */
  public static Batch of(Encoder tower, int[][] ids, int padId, int rows) {
    return of(tower, Encoding.padded(ids, context(tower), padId), rows);
  }

  private static Batch of(Encoder tower, Encoding encoding, int rows) {
    int context = context(tower);
    Map<String, float[]> floats = new LinkedHashMap<>();
    Map<String, int[]> integers = new LinkedHashMap<>();
    for (InputSpec input : tower.inputs(rows)) {
      String name = tower.name() + "." + input.name();
      switch (input.name()) {
        case TextTransformer.IDS -> integers.put(name, ids(encoding, rows, context));
        case TextTransformer.MASK -> floats.put(name, mask(encoding, rows, context));
        case TextTransformer.LAST -> floats.put(name, last(encoding, rows, context));
        default ->
            throw new IllegalArgumentException(
                "expected a tower that reads ids, mask or last, found input " + name);
      }
    }
    return new Batch(rows, floats, integers);
  }

  /** Tokens a row of a tower's {@code ids}. */
  public static int context(Encoder tower) {
    return tower.inputs(1).stream()
        .filter(input -> input.name().equals(TextTransformer.IDS))
        .mapToInt(input -> Math.toIntExact(input.shape()[1]))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("expected a tower that reads ids, found " + tower));
  }

  private static int[] ids(Encoding encoding, int rows, int context) {
    int[] ids = new int[rows * context];
    for (int row = 0; row < encoding.size(); row++) {
      System.arraycopy(encoding.ids()[row], 0, ids, row * context, context);
    }
    return ids;
  }

  private static float[] mask(Encoding encoding, int rows, int context) {
    float[] mask = new float[rows * context];
    for (int row = 0; row < encoding.size(); row++) {
      for (int i = 0; i < context; i++) {
        mask[row * context + i] = encoding.mask()[row][i];
      }
    }
    return mask;
  }

  private static float[] last(Encoding encoding, int rows, int context) {
    float[] last = new float[rows * context];
    for (int row = 0; row < encoding.size(); row++) {
      int length = 0;
      for (int kept : encoding.mask()[row]) {
        length += kept;
      }
      last[row * context + length - 1] = 1;
    }
    return last;
  }
}

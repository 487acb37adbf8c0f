package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import dev.attune.text.encoder.TextTransformer;
import java.util.List;
import java.util.Optional;

/**
 * The text tower: one that is trained here, or a frozen one of elsewhere.
 *
 * @param encoder its shape; its vocabulary is the tokenizer's
 * @param tokenizer how captions become tokens
 * @param locked whether the encoder stays as it is and only its projection learns
 * @param pretrained run directory, or directory of an exported encoder, to start from; empty for
 *     random weights
 * @param frozenParts parts of the encoder that stay as they are, by the beginning of their names
 *     within it, such as {@code blocks.0.}
 * @param learningRateFactor share of the learning rate that the encoder moves by, its projection
 *     excepted
 * @param frozen a sentence transformer in the encoder's place; the other keys are then of no use
 */
public record TextConfig(
    Optional<TextTransformer> encoder,
    @Default("{}") TokenizerConfig tokenizer,
    @Default("false") boolean locked,
    @Default("\"\"") String pretrained,
    @Default("[]") List<String> frozenParts,
    @Default("1.0") double learningRateFactor,
    Optional<FrozenTextConfig> frozen) {

  public TextConfig {
    frozenParts = List.copyOf(frozenParts);
    new TowerStart(locked, pretrained, frozenParts, learningRateFactor);
    if (encoder.isPresent() == frozen.isPresent()) {
      throw new IllegalArgumentException(
          "encoder: expected either encoder or frozen, found "
              + (encoder.isPresent() ? "both" : "neither"));
    }
  }

  /** Where the encoder starts from and what of it moves. */
  public TowerStart start() {
    return new TowerStart(locked, pretrained, frozenParts, learningRateFactor);
  }

  /** The same with absolute paths. */
  TextConfig resolved() {
    TokenizerConfig found =
        new TokenizerConfig(
            tokenizer.type(),
            tokenizer.vocabularySize(),
            tokenizer.minimumFrequency(),
            Limits.absolute(tokenizer.path()));
    return new TextConfig(
        encoder,
        found,
        locked,
        Limits.absolute(pretrained),
        frozenParts,
        learningRateFactor,
        frozen.map(FrozenTextConfig::resolved));
  }
}

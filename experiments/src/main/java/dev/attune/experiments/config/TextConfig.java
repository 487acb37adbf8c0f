package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import dev.attune.text.encoder.TextTransformer;

/**
 * The text tower.
 *
 * @param encoder its shape; its vocabulary is the tokenizer's
 * @param tokenizer how captions become tokens
 * @param locked whether the encoder stays as it is and only its projection learns
 * @param pretrained directory of an exported encoder to start from; empty for random weights
 */
public record TextConfig(
    TextTransformer encoder,
    @Default("{}") TokenizerConfig tokenizer,
    @Default("false") boolean locked,
    @Default("\"\"") String pretrained) {

  /** The same with absolute paths. */
  TextConfig resolved() {
    TokenizerConfig found =
        new TokenizerConfig(
            tokenizer.type(),
            tokenizer.vocabularySize(),
            tokenizer.minimumFrequency(),
            Limits.absolute(tokenizer.path()));
    return new TextConfig(encoder, found, locked, Limits.absolute(pretrained));
  }
}

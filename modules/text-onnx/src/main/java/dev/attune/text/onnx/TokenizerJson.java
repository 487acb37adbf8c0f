package dev.attune.text.onnx;

import dev.attune.text.tokenizer.SpecialToken;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hugging Face's {@code tokenizer.json}. BERT's, which most sentence transformers have, is read by
 * {@code attune-text}; every other is left to Hugging Face's library, if that is on the class path.
 */
final class TokenizerJson {
  private static final String LIBRARY = "ai.djl.huggingface:tokenizers";

  private final JsonScalars json;

  private TokenizerJson(JsonScalars json) {
    this.json = json;
  }

  /**
   * The tokenizer of a file.
   *
   * @throws SentenceModelException if it is broken, or needs a library that is not there
   */
  static SentenceTokenizer read(ModelFiles.Found file, int maxTokens) {
    JsonScalars json =
        JsonScalars.read(file, "added_tokens", "model.vocab", "model.merges", "decoder.decoders");
    TokenizerJson read = new TokenizerJson(json);
    Optional<String> other = read.otherThanBert();
    return other.isEmpty() ? read.wordPiece(maxTokens) : byLibrary(file, maxTokens, other.get());
  }

  private static SentenceTokenizer byLibrary(
      ModelFiles.Found file, int maxTokens, String difference) {
    try {
      return new HuggingFaceTokenizers(file.bytes(), maxTokens);
    } catch (LinkageError e) {
      throw new SentenceModelException(
          "%s: expected BERT's tokenizer, or %s on the class path for another; found %s"
              .formatted(file.place(), LIBRARY, difference),
          e);
    } catch (IOException | RuntimeException e) {
      throw new SentenceModelException(
          "%s: expected a tokenizer that %s reads, found: %s"
              .formatted(file.place(), LIBRARY, SentenceModelException.line(e)),
          e);
    }
  }

  /** The first thing in which this is not the tokenizer of BERT. */
  private Optional<String> otherThanBert() {
    String lowerCase = String.valueOf(lowerCase());
    return differs("model.type", "WordPiece", "none")
        .or(() -> differs("model.continuing_subword_prefix", "##", "##"))
        .or(() -> differs("model.max_input_chars_per_word", "100", "100"))
        .or(() -> differs("model.unk_token", "[UNK]", "[UNK]"))
        .or(() -> differs("normalizer.type", "BertNormalizer", "none"))
        .or(() -> differs("normalizer.clean_text", "true", "true"))
        .or(() -> differs("normalizer.handle_chinese_chars", "true", "true"))
        .or(() -> differs("normalizer.strip_accents", lowerCase, lowerCase))
        .or(() -> differs("pre_tokenizer.type", "BertPreTokenizer", "none"))
        .or(this::otherFrame)
        .or(this::otherVocabulary);
  }

  private Optional<String> otherFrame() {
    if (json.text("post_processor.type").equals(Optional.of("BertProcessing"))) {
      return differs("post_processor.cls.0", "[CLS]", "none")
          .or(() -> differs("post_processor.sep.0", "[SEP]", "none"));
    }
    return differs("post_processor.type", "TemplateProcessing", "none")
        .or(() -> differs("post_processor.single.0.SpecialToken.id", "[CLS]", "none"))
        .or(() -> differs("post_processor.single.1.Sequence.id", "A", "none"))
        .or(() -> differs("post_processor.single.2.SpecialToken.id", "[SEP]", "none"))
        .or(() -> differs("post_processor.single.3.SpecialToken.id", "none", "none"));
  }

  /** A vocabulary may list two tokens for one role; only BERT's names lead to BERT's ids. */
  private Optional<String> otherVocabulary() {
    for (SpecialToken role : SpecialToken.values()) {
      for (String name : role.usualNames()) {
        if (!name.startsWith("[") && json.text("model.vocab." + name).isPresent()) {
          return Optional.of("the token " + name);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> differs(String path, String expected, String otherwise) {
    String found = json.text(path).orElse(otherwise);
    return found.equals(expected) ? Optional.empty() : Optional.of(path + " " + found);
  }

  private boolean lowerCase() {
    return json.flag("normalizer.lowercase").orElse(true);
  }

  private SentenceTokenizer wordPiece(int maxTokens) {
    Map<Integer, String> tokens = new TreeMap<>();
    json.under("model.vocab.")
        .keySet()
        .forEach(token -> tokens.put(json.number("model.vocab." + token, 0).orElseThrow(), token));
    for (int id = 0; id < tokens.size(); id++) {
      if (!tokens.containsKey(id)) {
        throw new SentenceModelException(
            "%s: expected ids from 0 without gaps, found none with id %d among %d"
                .formatted(json.place(), id, tokens.size()));
      }
    }
    return SentenceTokenizer.bert(
        List.copyOf(tokens.values()), lowerCase(), maxTokens, json.place());
  }
}

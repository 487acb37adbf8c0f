package dev.attune.text.tokenizer;

import java.util.List;

/** The part that a reserved token plays, with the names it usually goes by, the likeliest first. */
public enum SpecialToken {
  /** Fills a row up to the context. */
  PAD,
  /** Stands for what the vocabulary cannot spell. */
  UNK,
  /** Opens a text. */
  CLS,
  /** Stands between two texts. */
  SEP,
  /** Hides a token that a masked language model has to guess. */
  MASK,
  /** Closes a text; last-token pooling reads here. In BERT's vocabularies the same as SEP. */
  EOS;

  /** The names under which vocabularies list this token. */
  public List<String> usualNames() {
    return switch (this) {
      case PAD -> List.of("[PAD]", "<pad>", "<|pad|>");
      case UNK -> List.of("[UNK]", "<unk>");
      case CLS -> List.of("[CLS]", "<s>", "<|startoftext|>");
      case SEP -> List.of("[SEP]", "</s>");
      case MASK -> List.of("[MASK]", "<mask>");
      case EOS -> List.of("</s>", "<|endoftext|>", "[SEP]");
    };
  }
}

package dev.attune.experiments.modality;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.experiments.config.TokenizerConfig;
import dev.attune.text.tokenizer.BpeStyle;
import dev.attune.text.tokenizer.ByteLevelBpe;
import dev.attune.text.tokenizer.CharacterTokenizer;
import dev.attune.text.tokenizer.Tokenizer;
import dev.attune.text.tokenizer.TrainingOptions;
import dev.attune.text.tokenizer.WordLevelTokenizer;
import dev.attune.text.tokenizer.WordPiece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trains or reads a run's tokenizer. */
public final class Tokenizers {
  private Tokenizers() {}

  /** Trained on the texts of the training items alone, their further columns included. */
  public static Tokenizer of(TokenizerConfig config, Dataset data, SplitPlan plan) {
    TrainingOptions options =
        new TrainingOptions(config.vocabularySize(), config.minimumFrequency());
    return switch (config.type()) {
      case READ -> Tokenizer.load(Path.of(config.path()));
      case WORD_LEVEL -> WordLevelTokenizer.train(corpus(data, plan), true, options);
      case WORD_PIECE -> WordPiece.train(corpus(data, plan), true, options);
      case CHARACTER -> CharacterTokenizer.train(captions(data, plan), true, options);
      case BYTE_LEVEL_BPE -> ByteLevelBpe.train(corpus(data, plan), BpeStyle.GPT2, options);
    };
  }

  private static List<String> corpus(Dataset data, SplitPlan plan) {
    List<String> corpus = new ArrayList<>();
    for (int i : plan.train()) {
      corpus.addAll(data.item(i).texts());
      data.item(i).attributes().values().forEach(corpus::addAll);
    }
    return corpus;
  }

  /** The texts alone: characters of ids and file names teach nothing. */
  private static List<String> captions(Dataset data, SplitPlan plan) {
    return plan.train().stream().flatMap(i -> data.item(i).texts().stream()).toList();
  }
}

package dev.attune.text;

import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.text.encoder.TextTransformer;
import dev.attune.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code config.json}: which tower, its settings, and the width that it is projected to. */
final class TowerConfig {
  static final String FILE = "config.json";

  private static final String TYPE = "type";
  private static final String PROJECTION = "projection_width";
  private static final String TRANSFORMER = "text_transformer";

  private TowerConfig() {}

  static Map<String, Object> tree(Encoder tower) {
    boolean projected = tower instanceof ProjectedEncoder;
    Encoder inner = projected ? ((ProjectedEncoder) tower).encoder() : tower;
    if (!(inner instanceof TextTransformer transformer)) {
      throw new IllegalArgumentException("tower: expected a TextTransformer, found " + inner);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(TYPE, TRANSFORMER);
    tree.putAll(ConfigRecord.tree(transformer));
    tree.put(PROJECTION, projected ? tower.width() : 0);
    return tree;
  }

  static Encoder read(Path file) {
    Map<String, Object> tree = ConfigFile.read(file);
    String type = (String) ConfigRecord.value(file, TYPE, tree, String.class);
    int projection = (int) ConfigRecord.value(file, PROJECTION, tree, int.class);
    if (!type.equals(TRANSFORMER)) {
      throw ConfigFile.wrong(file, TRANSFORMER + " for key " + TYPE, type);
    }
    if (projection < 0) {
      throw ConfigFile.wrong(file, "0 or more for key " + PROJECTION, "" + projection);
    }
    TextTransformer tower = ConfigRecord.bind(file, tree, TextTransformer.class);
    return projection == 0 ? tower : new ProjectedEncoder(tower, projection);
  }

  /**
   * Makes sure that the tower's table has a row for each id of the tokenizer; an id beyond it would
   * read foreign memory.
   */
  static void requireVocabulary(Encoder tower, Tokenizer tokenizer) {
    Encoder inner = tower instanceof ProjectedEncoder projected ? projected.encoder() : tower;
    if (inner instanceof TextTransformer transformer
        && transformer.vocabulary() < tokenizer.vocabularySize()) {
      throw new IllegalArgumentException(
          "vocabulary: expected at least the tokenizer's %d ids, found %d"
              .formatted(tokenizer.vocabularySize(), transformer.vocabulary()));
    }
  }
}

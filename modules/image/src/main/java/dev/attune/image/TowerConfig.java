package dev.attune.image;

import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.encoder.VisionTransformer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** {@code config.json}: which tower, its settings, and the width that it is projected to. */
final class TowerConfig {
  static final String FILE = "config.json";

  private static final String TYPE = "type";
  private static final String PROJECTION = "projection_width";
  private static final Map<String, Class<? extends ImageTower>> TYPES =
      new TreeMap<>(
          Map.of(
              "vision_transformer", VisionTransformer.class,
              "convolutional_network", ConvolutionalNetwork.class));

  private TowerConfig() {}

  static Map<String, Object> tree(Encoder tower) {
    boolean projected = tower instanceof ProjectedEncoder;
    Encoder inner = projected ? ((ProjectedEncoder) tower).encoder() : tower;
    Map<String, Object> tree = new LinkedHashMap<>();
    TYPES.forEach(
        (name, type) -> {
          if (type.isInstance(inner)) {
            tree.put(TYPE, name);
            tree.putAll(ConfigRecord.tree((Record) inner));
          }
        });
    if (tree.isEmpty()) {
      throw new IllegalArgumentException(
          "tower: expected one of " + TYPES.keySet() + ", found " + inner);
    }
    tree.put(PROJECTION, projected ? tower.width() : 0);
    return tree;
  }

  static Encoder read(Path file) {
    Map<String, Object> tree = ConfigFile.read(file);
    String type = (String) ConfigRecord.value(file, TYPE, tree, String.class);
    int projection = (int) ConfigRecord.value(file, PROJECTION, tree, int.class);
    if (!TYPES.containsKey(type)) {
      throw ConfigFile.wrong(file, "one of " + TYPES.keySet() + " for key " + TYPE, type);
    }
    if (projection < 0) {
      throw ConfigFile.wrong(file, "0 or more for key " + PROJECTION, "" + projection);
    }
    ImageTower tower = ConfigRecord.bind(file, tree, TYPES.get(type));
    return projection == 0 ? tower : new ProjectedEncoder(tower, projection);
  }
}

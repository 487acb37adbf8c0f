package dev.attune.engine.encoder;

import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.ProjectedEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The folder of one modality's encoder, such as {@code encoders/text} of a run: {@value #CONFIG}
 * says which tower it is, its settings and the width that it is projected to (0 for none), {@value
 * #WEIGHTS} holds its weights. What else a modality needs stands beside them and is its own.
 *
 * <p>The tower's {@code type} is its record's name in snake_case, its settings are the components
 * of that record ({@link ConfigRecord}).
 */
public final class TowerFiles {
  /** Name of the file with type and settings. */
  public static final String CONFIG = "config.json";

  /** Name of the file with the weights. */
  public static final String WEIGHTS = "model.safetensors";

  private static final String TYPE = "type";
  private static final String PROJECTION = "projection_width";

  /** Settings that came later, with what towers written before them are. */
  private static final Map<String, Object> ADDED = Map.of("causal", false);

  private final Map<String, Class<? extends Encoder>> types = new TreeMap<>();

  /**
   * For the towers of a modality.
   *
   * @param records public records of plain components
   */
  @SafeVarargs
  public TowerFiles(Class<? extends Encoder>... records) {
    for (Class<? extends Encoder> type : records) {
      if (!type.isRecord()) {
        throw new IllegalArgumentException("tower: expected a record, found " + type);
      }
      types.put(ConfigRecord.key(type.getSimpleName()), type);
    }
  }

  /**
   * Reads the tower of {@value #CONFIG}.
   *
   * @return one of the records, or such a one in a {@link ProjectedEncoder}
   * @throws IllegalArgumentException in one line with file and key, if it is missing or wrong
   * @throws UncheckedIOException if the disk fails
   */
  public Encoder readTower(Path directory) {
    Path file = directory.resolve(CONFIG);
    Map<String, Object> tree = ConfigFile.read(file);
    String type = (String) ConfigRecord.value(file, TYPE, tree, String.class);
    int projection = (int) ConfigRecord.value(file, PROJECTION, tree, int.class);
    if (!types.containsKey(type)) {
      throw ConfigFile.wrong(file, names() + " for key " + TYPE, type);
    }
    if (projection < 0) {
      throw ConfigFile.wrong(file, "0 or more for key " + PROJECTION, "" + projection);
    }
    for (RecordComponent component : types.get(type).getRecordComponents()) {
      if (ADDED.containsKey(component.getName())) {
        tree.putIfAbsent(component.getName(), ADDED.get(component.getName()));
      }
    }
    Encoder tower = ConfigRecord.bind(file, tree, types.get(type));
    return projection == 0 ? tower : new ProjectedEncoder(tower, projection);
  }

  /**
   * Reads the weights of a tower from {@value #WEIGHTS}; others that stand there are left out.
   *
   * @throws IllegalArgumentException in one line with file and tensor, if the file is missing or
   *     wrong, or a weight is missing or has another shape
   * @throws UncheckedIOException if the disk fails
   */
  public Map<String, Tensor> readWeights(Path directory, Encoder tower) {
    Path file = directory.resolve(WEIGHTS);
    Map<String, Tensor> weights = Safetensors.read(file);
    try {
      return TowerWeights.of(tower, weights);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a folder; {@value #CONFIG} comes last, so a folder that has it is complete. Nothing is
   * written if the tower or its weights are wrong.
   *
   * @param directory made if it is not there
   * @param tower one of the records, or such a one in a {@link ProjectedEncoder}
   * @param weights those of the tower and any others, which are left out
   * @param companions writes the modality's own files into the folder
   * @throws IllegalArgumentException if the tower is none of these, or a weight is missing or has
   *     another shape
   * @throws UncheckedIOException if the disk refuses
   */
  public void write(
      Path directory, Encoder tower, Map<String, Tensor> weights, Consumer<Path> companions) {
    Map<String, Object> tree = tree(tower);
    Map<String, Tensor> own = TowerWeights.of(tower, weights);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
    }
    companions.accept(directory);
    Safetensors.write(directory.resolve(WEIGHTS), own, Map.of());
    ConfigFile.write(directory.resolve(CONFIG), tree);
  }

  private Map<String, Object> tree(Encoder tower) {
    int projection = 0;
    Encoder inner = tower;
    if (tower instanceof ProjectedEncoder projected) {
      projection = projected.width();
      inner = projected.encoder();
    }
    String type = ConfigRecord.key(inner.getClass().getSimpleName());
    if (types.get(type) != inner.getClass()) {
      throw new IllegalArgumentException("tower: expected " + names() + ", found " + inner);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(TYPE, type);
    tree.putAll(ConfigRecord.tree((Record) inner));
    tree.put(PROJECTION, projection);
    return tree;
  }

  private String names() {
    return types.size() == 1 ? types.keySet().iterator().next() : "one of " + types.keySet();
  }
}

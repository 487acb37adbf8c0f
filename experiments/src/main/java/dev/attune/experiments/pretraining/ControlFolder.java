package dev.attune.experiments.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * What controls gave, a JSON file each, named by the digest of all that it follows from. Several
 * runs on the same data share it: a random encoder of one shape and the raw items are then judged
 * once.
 *
 * @param folder is made when something is kept
 */
public record ControlFolder(Path folder) implements MeasuredControls {
  /** Rises with each change of how probes are fitted, so that older files are not taken. */
  private static final String RECIPE = "1";

  private static final long MOST_BYTES = 1 << 28;

  @Override
  public List<double[]> of(String key, Supplier<List<double[]>> measure) {
    String whole = "recipe " + RECIPE + ", " + key;
    Path file = folder.resolve(digest(whole) + ".json");
    if (Files.isRegularFile(file)) {
      return read(file, whole);
    }
    List<double[]> measured = measure.get();
    new RunDirectory(folder).write(file, JsonText.line(tree(whole, measured)) + "\n");
    return measured;
  }

  private static ObjectNode tree(String key, List<double[]> measured) {
    ObjectNode root = JsonText.object();
    root.put("key", key);
    ArrayNode all = root.putArray("measured");
    for (double[] each : measured) {
      ArrayNode values = all.addArray();
      for (double value : each) {
        values.add(value);
      }
    }
    return root;
  }

  private static List<double[]> read(Path file, String key) {
    JsonNode root = JsonDocument.read(file, MOST_BYTES).root();
    if (!root.path("key").asText().equals(key) || root.path("measured").isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": expected what was measured of \""
              + key
              + "\", found something else; remove it");
    }
    List<double[]> measured = new ArrayList<>();
    for (JsonNode each : root.path("measured")) {
      double[] values = new double[each.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = each.get(i).asDouble();
      }
      measured.add(values);
    }
    return measured;
  }

  private static String digest(String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.attune.alignment;

import dev.attune.engine.executor.CachedTrainingSpec;
import dev.attune.engine.executor.TrainingSpec;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Towers of several modalities, each projected into one space, trained by contrastive losses
 * between pairs of them, and by reconstructions of what one hides.
 *
 * @param towers by name; the encoders' own names are the keys
 * @param width of the shared space
 * @param pairs which towers are drawn together, and how
 * @param locked names of towers whose encoder stays as it is, its projection excepted (LiT,
 *     arXiv:2111.07991); it runs as in inference, without dropout and by its running averages
 * @param frozen beginnings of names of further parameters that stay as they are, such as {@code
 *     image.blocks.0.}
 * @param reconstructions beside the pairs; at most one a tower
 */
public record Alignment(
    Map<String, Encoder> towers,
    int width,
    List<PairLoss> pairs,
    Set<String> locked,
    Set<String> frozen,
    List<Reconstruction> reconstructions) {

  /** With nothing frozen but locked towers. */
  public Alignment(
      Map<String, Encoder> towers,
      int width,
      List<PairLoss> pairs,
      Set<String> locked,
      List<Reconstruction> reconstructions) {
    this(towers, width, pairs, locked, Set.of(), reconstructions);
  }

  /** Without reconstructions. */
  public Alignment(
      Map<String, Encoder> towers, int width, List<PairLoss> pairs, Set<String> locked) {
    this(towers, width, pairs, locked, List.of());
  }

  public Alignment {
    towers = Map.copyOf(new LinkedHashMap<>(towers));
    pairs = List.copyOf(pairs);
    locked = Set.copyOf(locked);
    frozen = Set.copyOf(frozen);
    reconstructions = List.copyOf(reconstructions);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("pairs: expected one or more, found none");
    }
    for (PairLoss pair : pairs) {
      requireTower(towers, pair.left());
      requireTower(towers, pair.right());
    }
    for (String name : locked) {
      requireTower(towers, name);
    }
    for (Map.Entry<String, Encoder> tower : towers.entrySet()) {
      requireOwnName(tower.getKey(), tower.getValue());
      requirePaired(tower.getKey(), pairs);
    }
    requireReconstructions(towers, reconstructions);
  }

  private static void requireReconstructions(
      Map<String, Encoder> towers, List<Reconstruction> reconstructions) {
    Set<String> targets = new HashSet<>();
    for (Reconstruction reconstruction : reconstructions) {
      requirePatches(towers, reconstruction.target());
      reconstruction.given().forEach(name -> requireTower(towers, name));
      if (!targets.add(reconstruction.target())) {
        throw new IllegalArgumentException(
            "reconstructions: expected each target once, found "
                + reconstruction.target()
                + " again");
      }
    }
  }

  private static void requirePatches(Map<String, Encoder> towers, String name) {
    requireTower(towers, name);
    if (!(towers.get(name) instanceof PatchEncoder)) {
      throw new IllegalArgumentException(
          "target: expected a tower whose encoder cuts its input into patches, found %s with %s"
              .formatted(name, towers.get(name).getClass().getSimpleName()));
    }
  }

  private static void requireOwnName(String key, Encoder tower) {
    if (!key.equals(tower.name())) {
      throw new IllegalArgumentException(
          "towers: expected the key %s for its encoder, found %s".formatted(tower.name(), key));
    }
  }

  private static void requirePaired(String tower, List<PairLoss> pairs) {
    if (pairs.stream().noneMatch(p -> p.left().equals(tower) || p.right().equals(tower))) {
      throw new IllegalArgumentException(
          "pairs: expected tower " + tower + " in one of them, found it in none");
    }
  }

  private static void requireTower(Map<String, Encoder> towers, String name) {
    if (!towers.containsKey(name)) {
      throw new IllegalArgumentException(
          "expected one of the towers " + new TreeSet<>(towers.keySet()) + ", found " + name);
    }
  }

  /** A tower with its projection into the shared space. */
  public ProjectedEncoder projected(String tower) {
    return new ProjectedEncoder(towers.get(tower), width);
  }

  /** Whether a parameter stays as it is: a locked encoder's, or one of those named. */
  public boolean frozen(String parameter) {
    if (frozen.stream().anyMatch(parameter::startsWith)) {
      return true;
    }
    for (String name : locked) {
      if (parameter.startsWith(name + ".") && !parameter.startsWith(name + ".projection.")) {
        return true;
      }
    }
    return false;
  }

  /** The whole batch in one graph: every tower, every pair's loss. */
  public TrainingSpec training(int rows, AlignmentTraining settings) {
    Graph graph = Graph.create(Graph.Mode.TRAINING);
    Map<String, EncodedTower> encoded = new LinkedHashMap<>();
    Map<String, Value> embeddings = new LinkedHashMap<>();
    for (String name : names()) {
      encoded.put(name, encode(graph, name, rows));
      embeddings.put(name, project(graph, name, encoded.get(name)));
    }
    AlignmentLoss loss = AlignmentLoss.of(graph, pairs, embeddings, rows);
    for (Reconstruction reconstruction : reconstructions) {
      Map<String, Value> inputs = encoded.get(reconstruction.target()).inputs();
      Value error = predicted(graph, reconstruction, inputs, encoded).loss();
      loss = loss.and(reconstruction, error);
    }
    Predicate<String> frozen = this::frozen;
    return new TrainingSpec(
        graph,
        loss.total(),
        loss.reported(),
        frozen,
        settings.optimizer(),
        settings.maxGradientNorm(),
        settings.accumulation(),
        List.of(),
        settings.rates(),
        settings.seed());
  }

  /**
   * Each row's error of a reconstruction, as {@link
   * dev.attune.objectives.MaskedReconstruction#byRow} has it.
   *
   * @param graph in inference mode
   * @return [rows]
   */
  public Value reconstructionErrors(Graph graph, Reconstruction reconstruction, int rows) {
    requireReconstructions(towers, List.of(reconstruction));
    Map<String, EncodedTower> given = new LinkedHashMap<>();
    for (String name : reconstruction.given()) {
      given.put(name, encode(graph, name, rows));
    }
    Map<String, Value> inputs = inputs(graph, reconstruction.target(), rows);
    return predicted(graph, reconstruction, inputs, given).byRow();
  }

  /**
   * The whole batch's losses with towers that see a chunk at a time.
   *
   * @throws IllegalArgumentException if a tower uses batch statistics, naming it, or there are
   *     reconstructions
   */
  public CachedTrainingSpec cachedTraining(int rows, int chunk, AlignmentTraining settings) {
    if (!reconstructions.isEmpty()) {
      throw new IllegalArgumentException(
          "reconstructions: expected none with gradient caching, found "
              + reconstructions.get(0).name());
    }
    Graph objective = Graph.create(Graph.Mode.TRAINING);
    List<CachedTrainingSpec.Tower> chunks = new ArrayList<>();
    Map<String, Value> embeddings = new LinkedHashMap<>();
    for (String name : names()) {
      Graph graph = Graph.create(Graph.Mode.TRAINING);
      Value embedding = project(graph, name, encode(graph, name, chunk));
      boolean statistics = towers.get(name).usesBatchStatistics() && !locked.contains(name);
      chunks.add(new CachedTrainingSpec.Tower(name, graph, embedding, statistics));
      embeddings.put(name, objective.input(name + ".embedding", rows, width));
    }
    AlignmentLoss loss = AlignmentLoss.of(objective, pairs, embeddings, rows);
    return new CachedTrainingSpec(
        rows,
        chunk,
        chunks,
        objective,
        List.copyOf(embeddings.values()),
        loss.total(),
        loss.reported(),
        this::frozen,
        settings.optimizer(),
        settings.maxGradientNorm(),
        settings.rates(),
        settings.seed());
  }

  /** Names of the towers in a fixed order. */
  public List<String> names() {
    return towers.keySet().stream().sorted().toList();
  }

  private EncodedTower encode(Graph graph, String name, int rows) {
    return EncodedTower.of(as(graph, name), towers.get(name), inputs(graph, name, rows));
  }

  private Map<String, Value> inputs(Graph graph, String name, int rows) {
    return graph.at(name).inputs(towers.get(name).inputs(rows));
  }

  private Value project(Graph graph, String name, EncodedTower tower) {
    return projected(name).project(graph, tower.representation());
  }

  private Graph as(Graph graph, String name) {
    return locked.contains(name) ? graph.in(Graph.Mode.INFERENCE) : graph;
  }

  private PredictedPatches predicted(
      Graph graph,
      Reconstruction reconstruction,
      Map<String, Value> inputs,
      Map<String, EncodedTower> given) {
    String target = reconstruction.target();
    PatchEncoder tower = (PatchEncoder) towers.get(target);
    return PredictedPatches.of(graph, reconstruction, tower, as(graph, target), inputs, given);
  }
}

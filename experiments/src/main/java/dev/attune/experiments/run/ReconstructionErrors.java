package dev.attune.experiments.run;

import dev.attune.alignment.Reconstruction;
import dev.attune.audio.encoder.AudioTower;
import dev.attune.augmentation.Seeds;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.InferenceSession;
import dev.attune.evaluation.ReconstructionProtocol;
import dev.attune.graph.Graph;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A compiled reconstruction, put to examples: given their own pair, given none, given that of
 * another example, and by interpolation; the same is hidden each time. Owns off-heap memory.
 */
final class ReconstructionErrors implements AutoCloseable {
  /** The errors given the example's own pair. */
  static final String OWN_PAIR = "own_pair";

  private static final String OTHER_PAIR = "other_pair";
  private static final String INTERPOLATION = "interpolation";
  private static final String ERROR = "error";
  private static final int ROWS = 32;
  private static final int DRAWS = 4;

  private final HiddenPatches hidden;
  private final Reconstruction reconstruction;
  private final Towers towers;
  private final Seeds seeds;
  private final InterpolationBaseline interpolation;
  private final InferenceSession session;

  /**
   * An item.
   *
   * @param id decides what is hidden
   * @param cluster of the items that are drawn together
   * @param language of its text and speech; empty if it names none
   * @param contents its file or caption in each modality
   */
  record Example(String id, String cluster, String language, Map<String, String> contents) {}

  /** Compiles. */
  ReconstructionErrors(
      HiddenPatches hidden, Towers towers, Map<String, Tensor> weights, Seeds seeds) {
    this.hidden = hidden;
    this.reconstruction = hidden.reconstruction();
    this.towers = towers;
    this.seeds = seeds;
    AudioTower tower = (AudioTower) hidden.target().tower();
    this.interpolation = new InterpolationBaseline(tower, ((PatchEncoder) tower).patchesAStep());
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value errors = towers.alignment().reconstructionErrors(graph, reconstruction, ROWS);
    this.session = towers.executor().infer(graph, Map.of(ERROR, errors), weights);
  }

  /** Each example's mean error over {@value #DRAWS} draws of what is hidden, by what was given. */
  Map<String, double[]> of(List<Example> examples) {
    Optional<List<Example>> others = others(examples);
    Map<String, double[]> errors = new LinkedHashMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int from = 0; from < examples.size(); from += ROWS) {
        add(errors, examples, others, from, draw);
      }
    }
    return errors;
  }

  /**
   * For each example one of another cluster, in its language where there is such a one: half the
   * list away, so that few share theirs.
   *
   * @return nothing if all are of one cluster
   */
  static Optional<List<Example>> others(List<Example> examples) {
    Map<String, List<Example>> byLanguage =
        examples.stream().collect(Collectors.groupingBy(Example::language));
    List<Example> others = new ArrayList<>();
    for (Example own : examples) {
      Optional<Example> other =
          other(own, byLanguage.get(own.language)).or(() -> other(own, examples));
      if (other.isEmpty()) {
        return Optional.empty();
      }
      others.add(other.get());
    }
    return Optional.of(others);
  }

  private static Optional<Example> other(Example own, List<Example> among) {
    int half = among.indexOf(own) + among.size() / 2;
    return IntStream.range(0, among.size())
        .mapToObj(step -> among.get((half + step) % among.size()))
        .filter(other -> !other.cluster.equals(own.cluster))
        .findFirst();
  }

  private void add(
      Map<String, double[]> errors,
      List<Example> examples,
      Optional<List<Example>> others,
      int from,
      int draw) {
    int rows = Math.min(ROWS, examples.size() - from);
    List<RandomGenerator> randoms = new ArrayList<>();
    examples.subList(from, from + rows).forEach(e -> randoms.add(seeds.at(draw, e.id, 0)));
    Batch target = arrays(reconstruction.target(), examples, from);
    float[] seen = hidden.seen(target, randoms);
    Map<String, double[]> found = new LinkedHashMap<>();
    List<Batch> own = given(examples, from);
    found.put(OWN_PAIR, run(target, seen, own, 1));
    if (!own.isEmpty()) {
      found.put(ReconstructionProtocol.WITHOUT_PAIR, run(target, seen, own, 0));
      others.ifPresent(other -> found.put(OTHER_PAIR, run(target, seen, given(other, from), 1)));
    }
    found.put(INTERPOLATION, interpolated(target, seen));
    found.forEach(
        (name, batch) -> {
          double[] sums = errors.computeIfAbsent(name, n -> new double[examples.size()]);
          for (int row = 0; row < rows; row++) {
            sums[from + row] += batch[row] / DRAWS;
          }
        });
  }

  private double[] run(Batch target, float[] seen, List<Batch> given, int shown) {
    Map<String, float[]> floats = new LinkedHashMap<>(target.floats());
    Map<String, int[]> integers = new LinkedHashMap<>(target.integers());
    floats.put(reconstruction.seenInput(), seen);
    for (Batch other : given) {
      floats.putAll(other.floats());
      integers.putAll(other.integers());
    }
    for (String name : reconstruction.given()) {
      float[] marks = new float[ROWS];
      Arrays.fill(marks, shown);
      floats.put(reconstruction.shownInput(name), marks);
    }
    float[] errors = session.run(new Batch(ROWS, floats, integers)).get(ERROR).values();
    double[] wide = new double[ROWS];
    Arrays.setAll(wide, row -> errors[row]);
    return wide;
  }

  private double[] interpolated(Batch target, float[] seen) {
    int[] steps = hidden.target().steps(target);
    double[] errors = new double[ROWS];
    Arrays.setAll(errors, row -> interpolation.error(target, seen, row, steps[row]));
    return errors;
  }

  private List<Batch> given(List<Example> examples, int from) {
    return reconstruction.given().stream().map(name -> arrays(name, examples, from)).toList();
  }

  /** A modality's arrays; the last example fills the batch. */
  private Batch arrays(String modality, List<Example> examples, int from) {
    List<String> contents = new ArrayList<>();
    for (int row = from; row < from + ROWS; row++) {
      Example example = examples.get(Math.min(examples.size() - 1, row));
      contents.add(example.contents.get(modality));
    }
    return towers.modality(modality).batch(contents);
  }

  @Override
  public void close() {
    session.close();
  }
}

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
import java.util.random.RandomGenerator;

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
  private final InferenceSession session;

  /**
   * An item.
   *
   * @param id decides what is hidden
   * @param cluster of the items that are drawn together
   * @param contents its file or caption in each modality
   */
  record Example(String id, String cluster, Map<String, String> contents) {}

  /** Compiles. */
  ReconstructionErrors(
      HiddenPatches hidden, Towers towers, Map<String, Tensor> weights, Seeds seeds) {
    this.hidden = hidden;
    this.reconstruction = hidden.reconstruction();
    this.towers = towers;
    this.seeds = seeds;
    Graph graph = Graph.create(Graph.Mode.INFERENCE);
    Value errors = towers.alignment().reconstructionErrors(graph, reconstruction, ROWS);
    this.session = towers.executor().infer(graph, Map.of(ERROR, errors), weights);
  }

  /** Each example's mean error over {@value #DRAWS} draws of what is hidden, by what was given. */
  Map<String, double[]> of(List<Example> examples) {
    Map<String, double[]> errors = new LinkedHashMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int from = 0; from < examples.size(); from += ROWS) {
        add(errors, examples, from, draw);
      }
    }
    return errors;
  }

  private void add(Map<String, double[]> errors, List<Example> examples, int from, int draw) {
    int rows = Math.min(ROWS, examples.size() - from);
    List<RandomGenerator> randoms = new ArrayList<>();
    examples.subList(from, from + rows).forEach(e -> randoms.add(seeds.at(draw, e.id, 0)));
    Batch target = arrays(reconstruction.target(), examples, from, 0);
    float[] seen = hidden.seen(target, randoms);
    Map<String, double[]> found = new LinkedHashMap<>();
    found.put(OWN_PAIR, run(target, seen, given(examples, from, 0), 1));
    if (!reconstruction.given().isEmpty()) {
      found.put(
          ReconstructionProtocol.WITHOUT_PAIR, run(target, seen, given(examples, from, 0), 0));
      // Half the list away stands no other language of the same concept.
      int away = examples.size() / 2;
      found.put(OTHER_PAIR, run(target, seen, given(examples, from, away), 1));
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
    AudioTower tower = (AudioTower) hidden.target().tower();
    InterpolationBaseline baseline =
        new InterpolationBaseline(tower, ((PatchEncoder) tower).patchesAStep());
    int[] steps = hidden.target().steps(target);
    double[] errors = new double[ROWS];
    Arrays.setAll(errors, row -> baseline.error(target, seen, row, steps[row]));
    return errors;
  }

  private List<Batch> given(List<Example> examples, int from, int away) {
    return reconstruction.given().stream().map(name -> arrays(name, examples, from, away)).toList();
  }

  /** A modality's arrays; the last example fills the batch. */
  private Batch arrays(String modality, List<Example> examples, int from, int away) {
    List<String> contents = new ArrayList<>();
    for (int row = from; row < from + ROWS; row++) {
      int i = (Math.min(examples.size() - 1, row) + away) % examples.size();
      contents.add(examples.get(i).contents.get(modality));
    }
    return towers.modality(modality).batch(contents);
  }

  @Override
  public void close() {
    session.close();
  }
}

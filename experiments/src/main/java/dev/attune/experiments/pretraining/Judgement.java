package dev.attune.experiments.pretraining;

import dev.attune.augmentation.Seeds;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Executor;
import dev.attune.evaluation.Bootstrap;
import dev.attune.evaluation.ClusteringProtocol;
import dev.attune.evaluation.Clusters;
import dev.attune.evaluation.EvaluationRow;
import dev.attune.evaluation.GeometryProtocol;
import dev.attune.evaluation.InvarianceProtocol;
import dev.attune.evaluation.KMeans;
import dev.attune.evaluation.RetrievalProtocol;
import dev.attune.evaluation.probe.FewLabels;
import dev.attune.evaluation.probe.FewLabelsProtocol;
import dev.attune.evaluation.probe.LabelBudget;
import dev.attune.evaluation.probe.MeasuredControls;
import dev.attune.evaluation.probe.ProbeProtocol;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.ProbeConfig;
import dev.attune.experiments.modality.Embedder;
import dev.attune.experiments.run.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The protocols of a pretraining, each figure beside its controls. */
final class Judgement {
  /** Names of the protocols there are. */
  static final Set<String> PROTOCOLS =
      Set.of(
          ProbeProtocol.NAME,
          FewLabelsProtocol.NAME,
          ClusteringProtocol.NAME,
          GeometryProtocol.NAME,
          InvarianceProtocol.NAME,
          ClassifierProtocol.NAME);

  /** Random encoders are drawn from a seed of their own, or they would start as the run's did. */
  private static final long RANDOM_ENCODER_SEED = 0x5EED;

  private static final int MOST_OF_INVARIANCE = 500;

  private static final int LEAST_TESTED = 3;

  /** Settings are few; more items would choose no better. */
  private static final int MOST_VALIDATED = 5000;

  private final PretrainingConfig config;
  private final PretrainingData data;
  private final TrainedModality<?> modality;
  private final Executor executor;
  private final MeasuredControls measured;

  /**
   * Nothing is judged yet.
   *
   * @param measured keeps what the probes' controls give
   */
  Judgement(
      PretrainingConfig config,
      PretrainingData data,
      TrainedModality<?> modality,
      Executor executor,
      MeasuredControls measured) {
    this.config = config;
    this.data = data;
    this.modality = modality;
    this.executor = executor;
    this.measured = measured;
  }

  /** Makes sure, before any training, that the data can be judged by. */
  static void require(PretrainingConfig config, PretrainingData data) {
    if (data.tests().isEmpty()) {
      throw new IllegalArgumentException(
          "data.split: expected a part beside train and validation to judge by, found none");
    }
    if (!data.classes().isEmpty()) {
      requireProbed(config.evaluation(), data);
    }
    data.tests().forEach((split, items) -> requireItems(split, items.size()));
  }

  private static void requireProbed(ProbeConfig probe, PretrainingData data) {
    if (data.classes().size() < 2) {
      throw new IllegalArgumentException(
          "data: expected labels of 2 classes or more to probe by, found %s alone"
              .formatted(data.classes().get(0)));
    }
    if (labelled(data, data.validation()).isEmpty()) {
      throw new IllegalArgumentException(
          "data.split: expected a part called validation with labels, on which the probes'"
              + " settings are chosen, found none");
    }
    requireClasses("train", probeItems(probe, data), data);
    data.tests().forEach((split, items) -> requireClasses(split, tested(probe, items, data), data));
    requireLabels(probe, data);
  }

  /** An item is compared with its changed self and with another's, which has a neighbour too. */
  private static void requireItems(String split, int found) {
    if (found < LEAST_TESTED) {
      throw new IllegalArgumentException(
          "data.split: expected %d items or more in %s to judge by, found %d"
              .formatted(LEAST_TESTED, split, found));
    }
  }

  private static void requireClasses(String split, List<Integer> items, PretrainingData data) {
    long classes =
        items.stream().map(position -> data.label(position).orElseThrow()).distinct().count();
    // A split without labels is judged without them; probes need some to be fitted on.
    if (classes == 1 || (classes == 0 && split.equals("train"))) {
      throw new IllegalArgumentException(
          ("data.split: expected labels of 2 classes or more among the items of %s that are judged,"
                  + " found %d (evaluation.train_items and test_items draw some)")
              .formatted(split, classes));
    }
  }

  private static void requireLabels(ProbeConfig probe, PretrainingData data) {
    int[] counts = new int[data.classes().size()];
    probeItems(probe, data).forEach(position -> counts[data.label(position).orElseThrow()]++);
    int most = probe.labelsAClass().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0 && counts[c] < most) {
        throw new IllegalArgumentException(
            ("evaluation.labels_a_class: expected at most the %d training items of class %s, found %d"
                    + " (evaluation.train_items draws at most %d of all)")
                .formatted(counts[c], data.classes().get(c), most, probe.trainItems()));
      }
    }
  }

  private static List<Integer> labelled(PretrainingData data, List<Integer> positions) {
    return positions.stream().filter(position -> data.label(position).isPresent()).toList();
  }

  /** The training items that probes are fitted on: some at random, the same for every run. */
  private static List<Integer> probeItems(ProbeConfig probe, PretrainingData data) {
    return Sample.of(labelled(data, data.plan().train()), probe.trainItems());
  }

  /** The items of a test split that probes are measured on. */
  private static List<Integer> tested(ProbeConfig probe, List<Integer> test, PretrainingData data) {
    return Sample.of(labelled(data, test), probe.testItems());
  }

  /**
   * Measures.
   *
   * @param protocols names out of {@link #PROTOCOLS}
   * @param own the run's encoder's vectors
   * @param weights all of the run's
   */
  List<EvaluationRow> evaluate(Set<String> protocols, Features own, Map<String, Tensor> weights) {
    Map<String, Tensor> first =
        TowerWeights.initial(modality.modality().tower(), config.seed() + RANDOM_ENCODER_SEED);
    List<EvaluationRow> rows = new ArrayList<>();
    try (Embedder random =
        modality.modality().embedder(modality.modality().tower(), first, executor)) {
      List<Features> controls =
          List.of(
              embedded(RetrievalProtocol.RANDOM_ENCODER, random),
              new Features(modality.items().rawName(), data, this::raw));
      for (Map.Entry<String, List<Integer>> test : data.tests().entrySet()) {
        rows.addAll(labels(protocols, test.getKey(), test.getValue(), own, controls));
        if (protocols.contains(GeometryProtocol.NAME)) {
          rows.addAll(
              geometry(test.getKey(), test.getValue(), own, controls, List.of(weights, first)));
        }
        if (protocols.contains(InvarianceProtocol.NAME)) {
          rows.addAll(invariance(test.getKey(), test.getValue(), weights, first));
        }
        if (protocols.contains(ClassifierProtocol.NAME)) {
          List<Integer> items = labelled(data, test.getValue());
          if (!items.isEmpty()) {
            rows.addAll(
                new ClassifierProtocol(config, data, bootstrap())
                    .evaluate(test.getKey(), own, items, weights));
          }
        }
      }
    }
    return rows;
  }

  private List<EvaluationRow> labels(
      Set<String> protocols,
      String split,
      List<Integer> test,
      Features own,
      List<Features> controls) {
    List<Integer> items = tested(config.evaluation(), test, data);
    boolean probed =
        protocols.contains(ProbeProtocol.NAME) || protocols.contains(FewLabelsProtocol.NAME);
    List<EvaluationRow> rows = new ArrayList<>();
    if (data.classes().isEmpty() || items.isEmpty()) {
      return rows;
    }
    ProbeConfig probe = config.evaluation();
    Clusters clusters = Clusters.single(items.size());
    if (probed) {
      ProbeProtocol.Parts parts = parts(own, items);
      Map<String, ProbeProtocol.Parts> beside = new LinkedHashMap<>();
      controls.forEach(
          control -> beside.put(control.name(), parts(control, items).keptBy(measured)));
      if (protocols.contains(ProbeProtocol.NAME)) {
        rows.addAll(
            new ProbeProtocol(probe.neighbours(), probe.strengths(), bootstrap())
                .evaluate(split, own.name(), parts, clusters, beside));
      }
      if (protocols.contains(FewLabelsProtocol.NAME) && !budgets().isEmpty()) {
        FewLabels few = new FewLabels(probe.draws(), probe.strengths(), bootstrap());
        rows.addAll(
            new FewLabelsProtocol(budgets(), few)
                .evaluate(split, own.name(), parts, clusters, beside));
      }
    }
    if (protocols.contains(ClusteringProtocol.NAME)) {
      rows.addAll(clustering(split, items, own, controls));
    }
    return rows;
  }

  private List<EvaluationRow> clustering(
      String split, List<Integer> items, Features own, List<Features> controls) {
    List<Integer> some = Sample.of(items, GeometryProtocol.MOST_ITEMS);
    Map<String, float[][]> beside = new LinkedHashMap<>();
    controls.forEach(control -> beside.put(control.name(), control.of(some)));
    int[] labels = some.stream().mapToInt(position -> data.label(position).orElseThrow()).toArray();
    return new ClusteringProtocol(KMeans.DEFAULT, bootstrap())
        .evaluate(split, own.name(), own.of(some), labels, Clusters.single(labels.length), beside);
  }

  /**
   * Measured beside the random encoder.
   *
   * @param weights the run's and the random encoder's
   */
  private List<EvaluationRow> geometry(
      String split,
      List<Integer> test,
      Features own,
      List<Features> controls,
      List<Map<String, Tensor>> weights) {
    List<Integer> some = Sample.of(test, GeometryProtocol.MOST_ITEMS);
    Features random = controls.get(0);
    Map<String, float[][]> others = new LinkedHashMap<>();
    controls.forEach(control -> others.put(control.name(), control.of(some)));
    return new GeometryProtocol(bootstrap(), 0)
        .evaluate(
            split,
            own.name(),
            space(own, some, weights.get(0)),
            others,
            Clusters.single(some.size()),
            Map.of(random.name(), space(random, some, weights.get(1))));
  }

  /** Items, beside themselves under the augmentations of training where there are some. */
  private GeometryProtocol.Space space(
      Features features, List<Integer> items, Map<String, Tensor> weights) {
    if (modality.items().augmentations().isEmpty()) {
      return GeometryProtocol.Space.of(features.of(items));
    }
    ChangedItems changed = new ChangedItems(data, executor, new Seeds(config.seed()), items);
    return GeometryProtocol.Space.of(
        features.of(items),
        new GeometryProtocol.Partners("augmented", changed.augmented(modality, weights), false));
  }

  private List<EvaluationRow> invariance(
      String split, List<Integer> test, Map<String, Tensor> weights, Map<String, Tensor> first) {
    if (modality.items().augmentations().isEmpty()) {
      return List.of();
    }
    List<Integer> some = Sample.of(test, MOST_OF_INVARIANCE);
    Seeds seeds = new Seeds(config.seed());
    ChangedItems changed = new ChangedItems(data, executor, seeds, some);
    return new InvarianceProtocol(bootstrap(), 0)
        .evaluate(
            split,
            config.modality(),
            changed.views(modality, weights),
            Clusters.single(some.size()),
            Map.of(RetrievalProtocol.RANDOM_ENCODER, changed.views(modality, first)));
  }

  private ProbeProtocol.Parts parts(Features features, List<Integer> test) {
    return new ProbeProtocol.Parts(
        features.labelled(probeItems(config.evaluation(), data)),
        features.labelled(
            Sample.of(labelled(data, data.plan().train()), config.evaluation().votingItems())),
        features.labelled(Sample.of(labelled(data, data.validation()), MOST_VALIDATED)),
        features.labelled(test));
  }

  /** Vectors of an encoder. */
  Features embedded(String name, Embedder embedder) {
    return new Features(
        name,
        data,
        positions ->
            embedder.embed(
                positions.stream()
                    .map(position -> data.content(position, config.modality()))
                    .toList()));
  }

  private float[][] raw(List<Integer> positions) {
    return positions.stream().map(position -> modality.raw(data, position)).toArray(float[][]::new);
  }

  private List<LabelBudget> budgets() {
    List<LabelBudget> budgets = new ArrayList<>();
    config.evaluation().labelsAClass().forEach(count -> budgets.add(LabelBudget.each(count)));
    // Probes see some of the items; a share is one of all labels, as a supervised model has it.
    double all = labelled(data, data.plan().train()).size();
    double sample = probeItems(config.evaluation(), data).size() / all;
    config
        .evaluation()
        .labelShares()
        .forEach(share -> budgets.add(LabelBudget.share(share, sample)));
    return budgets;
  }

  private Bootstrap bootstrap() {
    return new Bootstrap(config.evaluation().bootstrapResamples(), 0);
  }

  /** All protocols, or those asked for. */
  static Set<String> protocols(List<String> asked) {
    Optional<String> unknown = asked.stream().filter(name -> !PROTOCOLS.contains(name)).findFirst();
    if (unknown.isPresent()) {
      throw new IllegalArgumentException(
          "--protocol: expected one of %s, found %s"
              .formatted(new TreeSet<>(PROTOCOLS), unknown.get()));
    }
    return asked.isEmpty() ? PROTOCOLS : Set.copyOf(asked);
  }
}

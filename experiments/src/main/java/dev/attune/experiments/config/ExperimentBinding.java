package dev.attune.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Identity;
import dev.attune.augmentation.OneOf;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Sequence;
import dev.attune.augmentation.WithProbability;
import dev.attune.augmentation.image.Affine;
import dev.attune.augmentation.image.ColourJitter;
import dev.attune.augmentation.image.Cutout;
import dev.attune.augmentation.image.GaussianBlur;
import dev.attune.augmentation.image.GaussianNoise;
import dev.attune.augmentation.image.Grayscale;
import dev.attune.augmentation.image.HorizontalFlip;
import dev.attune.augmentation.image.PixelDropout;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.augmentation.image.RandomResizedCrop;
import dev.attune.augmentation.image.SaltAndPepper;
import dev.attune.augmentation.image.Solarise;
import dev.attune.datasets.Selection;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.datasets.split.DescriptionOrKeywords;
import dev.attune.datasets.split.GroupShares;
import dev.attune.datasets.split.ManifestSplits;
import dev.attune.datasets.split.OneOfTexts;
import dev.attune.datasets.split.SplitRule;
import dev.attune.datasets.split.UnseenConceptsAndCaptions;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.engine.optimizer.ConstantRate;
import dev.attune.engine.optimizer.LearningRateSchedule;
import dev.attune.engine.optimizer.OneCycle;
import dev.attune.engine.optimizer.OptimizerConfig;
import dev.attune.engine.optimizer.SgdConfig;
import dev.attune.engine.optimizer.WarmupCosine;
import dev.attune.experiments.json.InvalidJsonException;
import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.json.RecordBinder;
import dev.attune.experiments.json.Scalar;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.encoder.VisionTransformer;
import dev.attune.objectives.ClipObjective;
import dev.attune.objectives.ContrastiveObjective;
import dev.attune.objectives.InitialBias;
import dev.attune.objectives.SigLipObjective;
import dev.attune.text.encoder.TextTransformer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/** Every concrete type that an experiment's file can name, with its defaults. */
public final class ExperimentBinding {
  /** The key that a pretraining's file has, and an alignment's has not. */
  private static final String TASKS = "tasks";

  private ExperimentBinding() {}

  /**
   * Reads a run's file: an alignment, or with the key {@code tasks} a pretraining.
   *
   * @param assignments {@code path.to.key=value}, laid over the file
   * @throws dev.attune.experiments.json.InvalidJsonException with every problem of the file
   */
  public static RunConfig read(Path file, List<String> assignments) {
    JsonDocument document = JsonDocument.read(file);
    RecordBinder binder = binder();
    boolean pretraining = document.root().has(TASKS);
    return pretraining
        ? read(binder, document, assignments, PretrainingConfig.class)
        : read(binder, document, assignments, ExperimentConfig.class);
  }

  private static <R extends Record> R read(
      RecordBinder binder, JsonDocument document, List<String> assignments, Class<R> type) {
    try {
      return binder.bind(document.with(assignments), type);
    } catch (InvalidJsonException problems) {
      return overDefaults(binder, document, assignments, type, problems);
    }
  }

  /**
   * Lays the assignments over the file with its defaults written out, for a path that the file
   * itself does not hold, such as a stage of a preset.
   */
  private static <R extends Record> R overDefaults(
      RecordBinder binder,
      JsonDocument document,
      List<String> assignments,
      Class<R> type,
      InvalidJsonException problems) {
    if (assignments.isEmpty()) {
      throw problems;
    }
    try {
      R plain = binder.bind(document, type);
      String resolved = JsonText.line(binder.write(plain));
      JsonDocument whole = JsonDocument.parse(document.name(), resolved).with(assignments);
      return binder.bind(whole, type);
    } catch (InvalidJsonException stillWrong) {
      problems.addSuppressed(stillWrong);
      throw problems;
    }
  }

  /** A binder that knows all types. */
  public static RecordBinder binder() {
    RecordBinder.Builder builder = RecordBinder.builder();
    builder.scalar(
        InitialBias.class,
        new Scalar<>("a number or \"auto\"", ExperimentBinding::bias, ExperimentBinding::node));
    data(builder);
    towers(builder);
    augmentations(builder);
    AudioBinding.add(builder);
    MethodBinding.add(builder);
    training(builder);
    return builder.build();
  }

  private static void data(RecordBinder.Builder builder) {
    builder
        .family(
            DataSource.class,
            types("known", DataSource.Known.class)
                .and("manifest", DataSource.ManifestFile.class)
                .and("image_directory", DataSource.ImageDirectory.class))
        .family(
            SplitRule.class,
            types("unseen_concepts_and_captions", UnseenConceptsAndCaptions.class)
                .and("group_shares", GroupShares.class)
                .and("manifest", ManifestSplits.class))
        .family(
            CaptionSampler.class,
            types("description_or_keywords", DescriptionOrKeywords.class)
                .and("one_of_texts", OneOfTexts.class))
        .defaults(new Selection("column", List.of(), List.of(), List.of()), "column")
        .defaults(DescriptionOrKeywords.defaults())
        .defaults(new OneOfTexts(0))
        .defaults(UnseenConceptsAndCaptions.tenths());
  }

  private static void towers(RecordBinder.Builder builder) {
    builder
        .family(
            ImageTower.class,
            types("vision_transformer", VisionTransformer.class)
                .and("convolutional_network", ConvolutionalNetwork.class))
        .defaults(TextTransformer.preset("tiny").withVocabulary(0));
    for (String name : List.of("tiny", "small", "s16", "b32")) {
      builder.preset(name, VisionTransformer.preset(name));
      builder.preset(name, TextTransformer.preset(name).withVocabulary(0));
    }
    for (String name : List.of("first_run", "tiny_conv", "resnet18")) {
      builder.preset(name, ConvolutionalNetwork.preset(name));
    }
  }

  private static void augmentations(RecordBinder.Builder builder) {
    builder
        .family(
            Augmentation.class,
            new Class<?>[] {PixelsWritable.class},
            types("random_resized_crop", RandomResizedCrop.class)
                .and("horizontal_flip", HorizontalFlip.class)
                .and("colour_jitter", ColourJitter.class)
                .and("grayscale", Grayscale.class)
                .and("gaussian_blur", GaussianBlur.class)
                .and("solarise", Solarise.class)
                .and("cutout", Cutout.class)
                .and("gaussian_noise", GaussianNoise.class)
                .and("pixel_dropout", PixelDropout.class)
                .and("salt_and_pepper", SaltAndPepper.class)
                .and("affine", Affine.class)
                .and("sequence", Sequence.class)
                .and("one_of", OneOf.class)
                .and("with_probability", WithProbability.class)
                .and("identity", Identity.class))
        .defaults(
            new RandomResizedCrop(1, 1, Range.of(0.08, 1), Range.of(3.0 / 4, 4.0 / 3)),
            "height",
            "width")
        .defaults(new ColourJitter(0, 0, 0, 0))
        .defaults(new Affine(0, 0, Range.of(1, 1), 0, 1));
  }

  private static void training(RecordBinder.Builder builder) {
    builder
        .defaults(TrainingConfig.DEFAULTS)
        .defaults(ProbeConfig.DEFAULTS)
        .defaults(EvaluationConfig.DEFAULTS)
        .defaults(TokenizerConfig.DEFAULTS)
        .defaults(PairConfig.DEFAULTS)
        .defaults(ReconstructionConfig.DEFAULTS)
        .defaults(ReconstructionConfig.DEFAULTS.hidden())
        .defaults(ReconstructionConfig.DEFAULTS.decoder())
        .family(
            OptimizerConfig.class, types("adamw", AdamWConfig.class).and("sgd", SgdConfig.class))
        .family(
            LearningRateSchedule.class,
            types("one_cycle", OneCycle.class)
                .and("warmup_cosine", WarmupCosine.class)
                .and("constant", ConstantRate.class))
        .family(
            ContrastiveObjective.class,
            types("clip", ClipObjective.class).and("siglip", SigLipObjective.class))
        .defaults(AdamWConfig.DEFAULTS)
        .defaults(SgdConfig.DEFAULTS)
        .defaults(OneCycle.DEFAULTS)
        .defaults(WarmupCosine.DEFAULTS)
        .defaults(ClipObjective.defaults())
        .defaults(SigLipObjective.defaults());
  }

  private static InitialBias bias(JsonNode node) {
    if (node.isNumber()) {
      return InitialBias.of(node.doubleValue());
    }
    return InitialBias.parse(node.isTextual() ? node.textValue() : node.toString());
  }

  private static JsonNode node(InitialBias bias) {
    return bias.auto() ? TextNode.valueOf("auto") : DoubleNode.valueOf(bias.value());
  }

  static Types types(String name, Class<?> member) {
    return new Types().and(name, member);
  }

  /** Record classes by the names of their types, in order. */
  static final class Types extends LinkedHashMap<String, Class<?>> {
    private static final long serialVersionUID = 1L;

    Types and(String name, Class<?> member) {
      put(name, member);
      return this;
    }
  }
}

package dev.attune.experiments.config;

import dev.attune.experiments.json.Default;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.AudioMethod;
import dev.attune.pretraining.ImageMethod;
import dev.attune.pretraining.Method;
import dev.attune.pretraining.TextMethod;
import dev.attune.pretraining.Weighting;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The pretraining of one encoder.
 *
 * @param name of the run; its default directory is {@code runs/<name>}
 * @param seed of weights, order and augmentations; the split has its own
 * @param executor {@code auto}, {@code cuda}, {@code cpu} or {@code nd4j}
 * @param precision of its products: {@code fp32}, {@code tf32} or {@code bf16}
 * @param data items and how they are split
 * @param image the image encoder, if it is one that is trained
 * @param text the text encoder, if it is one that is trained
 * @param audio the audio encoder, if it is one that is trained
 * @param tasks what it learns by; more than one are trained together
 * @param weighting what the tasks' losses count for
 * @param labelledShare of the training items' labels that methods may see, drawn in each class
 * @param unlabelled whether training items without a label that may be seen are trained on
 * @param training how long and how
 * @param evaluation how it is judged at the end
 */
public record PretrainingConfig(
    String name,
    @Default("1") long seed,
    @Default("\"auto\"") String executor,
    @Default("\"fp32\"") String precision,
    DataConfig data,
    Optional<ImageConfig> image,
    Optional<TextConfig> text,
    Optional<AudioConfig> audio,
    List<TaskConfig> tasks,
    @Default("{\"type\": \"fixed\"}") Weighting weighting,
    @Default("1.0") double labelledShare,
    @Default("true") boolean unlabelled,
    @Default("{}") TrainingConfig training,
    @Default("{}") ProbeConfig evaluation)
    implements RunConfig {

  public PretrainingConfig {
    RunConfig.require(name, executor, precision);
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks: expected one or more, found none");
    }
    Set<String> names = new HashSet<>();
    for (TaskConfig task : tasks) {
      if (!names.add(task.name())) {
        throw new IllegalArgumentException(
            "tasks: expected each name once, found " + task.name() + " again");
      }
    }
    if (!(labelledShare > 0 && labelledShare <= 1)) {
      throw new IllegalArgumentException(
          "labelled_share: expected more than 0 and at most 1, found " + labelledShare);
    }
    int towers = (image.isPresent() ? 1 : 0) + (text.isPresent() ? 1 : 0);
    if (towers + (audio.isPresent() ? 1 : 0) != 1) {
      throw new IllegalArgumentException(
          "expected one of image, text and audio, found more or none");
    }
    text.ifPresent(PretrainingConfig::requireTrained);
    boolean locked =
        image.map(ImageConfig::locked).orElse(false)
            || text.map(TextConfig::locked).orElse(false)
            || audio.map(AudioConfig::locked).orElse(false);
    if (locked) {
      throw new IllegalArgumentException(
          "locked: expected false in a pretraining, whose encoder is what learns, found true;"
              + " frozen_parts keeps some of it");
    }
    for (TaskConfig task : tasks) {
      requireSuits(task.method(), image.isPresent(), text.isPresent());
    }
    requirePlain(training);
    if (data.draw() != DataConfig.Draw.ROWS) {
      throw new IllegalArgumentException(
          "data.draw: expected rows in a pretraining, found "
              + data.draw().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void requireTrained(TextConfig text) {
    if (text.encoder().isEmpty()) {
      throw new IllegalArgumentException("text: expected an encoder to train, found a frozen one");
    }
  }

  private static void requireSuits(Method method, boolean image, boolean text) {
    Class<?> wanted = image ? ImageMethod.class : text ? TextMethod.class : AudioMethod.class;
    if (!(method instanceof AnyMethod) && !wanted.isInstance(method)) {
      throw new IllegalArgumentException(
          "method: expected one for %s, found %s"
              .formatted(
                  image ? "images" : text ? "texts" : "sounds", method.getClass().getSimpleName()));
    }
  }

  private static void requirePlain(TrainingConfig training) {
    if (training.accumulation() != 1) {
      throw new IllegalArgumentException(
          "training.accumulation: expected 1 in pretraining, found " + training.accumulation());
    }
  }

  /** Name of the one tower. */
  public String modality() {
    return modalities().get(0);
  }

  @Override
  public PretrainingConfig resolved(Path file) {
    return new PretrainingConfig(
        name,
        seed,
        executor,
        precision,
        data.resolved(file),
        image.map(ImageConfig::resolved),
        text.map(TextConfig::resolved),
        audio.map(AudioConfig::resolved),
        tasks,
        weighting,
        labelledShare,
        unlabelled,
        training,
        evaluation);
  }
}

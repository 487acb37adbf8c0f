package dev.attune.experiments.pretraining;

import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.PretrainingConfig;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * Twelve classes of things, four colours by three shapes, each to be seen, read and heard, and
 * pretrainings of tiny encoders on them that take a second.
 */
public final class SmallPretraining {
  /** Items of a class that are trained on. */
  public static final int TRAIN = 4;

  /** Items of a class that settings are chosen on. */
  public static final int VALIDATION = 1;

  /** Items of a class that are judged by. */
  public static final int TEST = 2;

  /** What the things are. */
  public static final int CLASSES = 12;

  /** Steps of a run: two epochs of six batches. */
  public static final int STEPS = 12;

  private static final int OF_A_CLASS = TRAIN + VALIDATION + TEST;
  private static final int RATE = 8_000;
  private static final int SAMPLES = 2_400;
  private static final List<String> COLOURS = List.of("red", "green", "blue", "orange");
  private static final List<Color> PAINTS =
      List.of(Color.RED, Color.GREEN, Color.BLUE, Color.ORANGE);
  private static final List<String> SHAPES = List.of("disc", "bar", "post");
  private static final List<String> SIZES =
      List.of("tiny", "small", "plain", "large", "huge", "old", "new");

  private SmallPretraining() {}

  /**
   * Writes the media, {@code manifest.jsonl}, and a configuration for each modality: {@code
   * image.json}, {@code text.json}, {@code audio.json}, and {@code alignment.json} with the first
   * two.
   *
   * @return the folder
   */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("media"));
    StringBuilder manifest = new StringBuilder();
    for (int thing = 0; thing < CLASSES; thing++) {
      for (int number = 0; number < OF_A_CLASS; number++) {
        String id = label(thing) + "-" + number;
        ImageIO.write(
            picture(thing, number), "png", folder.resolve("media/" + id + ".png").toFile());
        sound(folder.resolve("media/" + id + ".wav"), thing, number);
        manifest.append(row(id, thing, number));
      }
    }
    Files.writeString(folder.resolve("manifest.jsonl"), manifest);
    Files.writeString(folder.resolve("image.json"), pretraining("image", IMAGE, SIMCLR));
    Files.writeString(folder.resolve("text.json"), pretraining("text", TEXT, MASKED_TOKENS));
    Files.writeString(folder.resolve("audio.json"), pretraining("audio", AUDIO, MASKED_PATCHES));
    Files.writeString(folder.resolve("alignment.json"), alignment());
    return folder;
  }

  /** Reads one of the configurations. */
  public static PretrainingConfig read(Path config, List<String> assignments) {
    return (PretrainingConfig) ExperimentBinding.read(config, assignments).resolved(config);
  }

  private static String label(int thing) {
    return COLOURS.get(thing / SHAPES.size()) + "-" + SHAPES.get(thing % SHAPES.size());
  }

  private static String row(String id, int thing, int number) {
    String split = number < TRAIN ? "train" : number < TRAIN + VALIDATION ? "validation" : "test";
    String colour = COLOURS.get(thing / SHAPES.size());
    String shape = SHAPES.get(thing % SHAPES.size());
    return """
    {"id": "%s", "image": "media/%s.png", "audio": "media/%s.wav", "text": "a %s %s %s on white", \
    "label": "%s", "split": "%s"}
    """
        .formatted(id, id, id, SIZES.get(number), colour, shape, label(thing), split);
  }

  private static BufferedImage picture(int thing, int number) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(255 - 5 * number, 255 - 5 * number, 255));
    graphics.fillRect(0, 0, 16, 16);
    graphics.setColor(PAINTS.get(thing / SHAPES.size()));
    int moved = number % 3;
    switch (thing % SHAPES.size()) {
      case 0 -> graphics.fillOval(1 + moved, 2, 12, 12);
      case 1 -> graphics.fillRect(1, 9 + moved, 14, 4);
      default -> graphics.fillRect(1 + moved, 1, 4, 14);
    }
    graphics.dispose();
    return image;
  }

  /** A tone of the colour's pitch, whole, in beats or rising as the shape is. */
  private static void sound(Path file, int thing, int number) throws IOException {
    double hz = 250 * (1 + thing / SHAPES.size()) + 7 * number;
    byte[] bytes = new byte[2 * SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double second = (double) i / RATE;
      double loudness = thing % SHAPES.size() == 1 && i / 400 % 2 == 1 ? 0.1 : 1;
      double pitch = thing % SHAPES.size() == 2 ? hz * (1 + second) : hz;
      int value = (int) (9_000 * loudness * Math.sin(2 * Math.PI * pitch * second));
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    try (AudioInputStream in =
        new AudioInputStream(new ByteArrayInputStream(bytes), format, SAMPLES)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }

  private static final String IMAGE =
      """
      "image": {
        "encoder": {
          "type": "vision_transformer", "image_size": 8, "patch": 4, "channels": 3, "width": 16,
          "depth": 1, "heads": 2, "dropout": 0.1, "stochastic_depth": 0.0, "pooling": "mean"
        },
        "augmentations": [
          {"type": "random_resized_crop", "height": 8, "width": 8,
            "scale": {"low": 0.5, "high": 1.0}},
          {"type": "with_probability", "probability": 0.5,
            "augmentation": {"type": "horizontal_flip"}}
        ]
      }""";

  private static final String TEXT =
      """
      "text": {
        "encoder": {"context": 10, "width": 16, "depth": 1, "heads": 2, "dropout": 0.1},
        "tokenizer": {"type": "word_level", "vocabulary_size": 64, "minimum_frequency": 1}
      }""";

  private static final String AUDIO =
      """
      "audio": {
        "encoder": {
          "type": "spectrogram_transformer", "preset": "tiny", "frames": 32, "patch_frames": 8,
          "patch_bands": 32, "width": 16, "depth": 1, "heads": 2
        },
        "preprocessing": {
          "sound": {"sample_rate_hz": 8000}, "log_mel": {"preset": "speech_8000"}
        },
        "spectrogram_augmentations": [{"type": "time_mask", "max_frames": 4}]
      }""";

  private static final String SIMCLR =
      """
      {"name": "simclr", "method": {"type": "joint_embedding", "preset": "simclr",
        "projector": {"hidden": 16, "width": 8}}}""";

  private static final String MASKED_TOKENS =
      """
      {"name": "masked_tokens", "method": {"type": "masked_tokens", "share": 0.4}}""";

  private static final String MASKED_PATCHES =
      """
      {"name": "masked_patches", "method": {"type": "masked_patches",
        "decoder": {"width": 8, "depth": 1, "heads": 2}}}""";

  private static String pretraining(String name, String tower, String task) {
    return """
    {
      "name": "%s",
      "executor": "cpu",
      "data": {
        "source": {"type": "manifest", "path": "manifest.jsonl"}, "split": {"type": "manifest"}
      },
      %s,
      "tasks": [%s],
      "training": {
        "epochs": 2, "batch_size": 8, "validate_every_epochs": 1, "checkpoint_every_epochs": 1
      },
      "evaluation": {
        "neighbours": [1, 5], "strengths": [0.001, 0.1], "labels_a_class": [2],
        "label_shares": [0.01], "draws": 2, "bootstrap_resamples": 20
      }
    }
    """
        .formatted(name, tower, task);
  }

  private static String alignment() {
    return """
    {
      "name": "alignment",
      "executor": "cpu",
      "data": {
        "source": {"type": "manifest", "path": "manifest.jsonl"}, "split": {"type": "manifest"},
        "captions": {"type": "one_of_texts"}
      },
      %s,
      %s,
      "embedding_width": 8,
      "training": {"epochs": 1, "batch_size": 8, "validate_every_epochs": 1},
      "evaluation": {"bootstrap_resamples": 20}
    }
    """
        .formatted(IMAGE, TEXT);
  }
}

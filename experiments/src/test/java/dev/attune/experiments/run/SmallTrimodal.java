package dev.attune.experiments.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * Twenty coloured squares, each with a tone and captions in two languages; some lack a modality.
 */
final class SmallTrimodal {
  static final int CONCEPTS = 20;
  private static final int RATE = 8_000;

  private SmallTrimodal() {}

  /** Writes the files and the experiment; gives the latter. */
  static Path write(Path folder, String draw, String pairs) throws IOException {
    Files.createDirectories(folder.resolve("media"));
    StringBuilder manifest = new StringBuilder();
    for (int i = 0; i < CONCEPTS; i++) {
      ImageIO.write(square(i), "png", folder.resolve("media/" + i + ".png").toFile());
      tone(folder.resolve("media/" + i + ".wav"), 200 + 90 * i, RATE / 4 + 150 * i);
      manifest.append(row(i, "en", "thing " + i, true, i % 5 != 0));
      manifest.append(row(i, "fr", "chose " + i, i % 7 != 1, true));
    }
    manifest.append("{\"id\": \"only@en\", \"text\": \"nothing to see\", \"language\": \"en\"}\n");
    Files.writeString(folder.resolve("manifest.jsonl"), manifest);
    return Files.writeString(folder.resolve("trimodal.json"), config(draw, pairs));
  }

  private static String row(int i, String language, String text, boolean image, boolean audio) {
    return "{\"id\": \"%d@%s\"%s%s, \"text\": \"%s\", \"language\": \"%s\", \"concept\": \"%d\", \"group\": \"%d\"}\n"
        .formatted(
            i,
            language,
            image ? ", \"image\": \"media/" + i + ".png\"" : "",
            audio ? ", \"audio\": \"media/" + i + ".wav\"" : "",
            text,
            language,
            i,
            i);
  }

  private static BufferedImage square(int i) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(12 * i, 250 - 12 * i, 40 * (i % 6)));
    graphics.fillRect(0, 0, 16, 16);
    graphics.dispose();
    return image;
  }

  static void tone(Path file, double hz, int samples) throws IOException {
    byte[] bytes = new byte[2 * samples];
    for (int i = 0; i < samples; i++) {
      int value = (int) (9_000 * Math.sin(2 * Math.PI * hz * i / RATE));
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    try (AudioInputStream in =
        new AudioInputStream(new ByteArrayInputStream(bytes), format, samples)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }

  private static String config(String draw, String pairs) {
    return """
    {
      "name": "trimodal",
      "executor": "%s",
      "data": {
        "source": {"type": "manifest", "path": "manifest.jsonl"},
        "draw": "%s",
        "split": {"type": "group_shares", "shares": {"validation": 0.2, "test": 0.2}},
        "captions": {"type": "one_of_texts"}
      },
      "text": {
        "encoder": {"context": 12, "width": 16, "depth": 1, "heads": 2},
        "tokenizer": {"type": "character", "vocabulary_size": 64, "minimum_frequency": 1}
      },
      "image": {
        "encoder": {
          "type": "vision_transformer", "image_size": 16, "patch": 8, "channels": 3, "width": 16,
          "depth": 1, "heads": 2, "dropout": 0.0, "stochastic_depth": 0.0, "pooling": "mean"
        }
      },
      "audio": {
        "encoder": {
          "type": "convolution_transformer", "frames": 64, "width": 16, "depth": 1, "heads": 2
        },
        "preprocessing": {
          "sound": {"sample_rate_hz": 8000}, "log_mel": {"preset": "speech_8000"}
        },
        "augmentations": [{"type": "gain"}, {"type": "speed"}],
        "spectrogram_augmentations": [{"type": "time_mask", "max_frames": 4}]
      },
      "embedding_width": 8,
      "pairs": [%s],
      "training": {"epochs": 2, "batch_size": 6, "validate_every_epochs": 1},
      "evaluation": {"bootstrap_resamples": 20}
    }
    """
        .formatted(SmallExperiment.EXECUTOR, draw, pairs);
  }
}

package dev.attune.experiments.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Coloured shapes with captions, and an experiment on them that takes a second. */
final class SmallExperiment {
  /** All of these tests run on each executor: the pom starts them twice. */
  static final String EXECUTOR = System.getProperty("attune.test.executor", "cpu");

  private static final String[] COLOURS = {"red", "green", "blue", "yellow", "black", "orange"};
  private static final Color[] PAINTS = {
    Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW, Color.BLACK, Color.ORANGE
  };
  private static final String[] SHAPES = {"disc", "square", "bar", "line"};

  private SmallExperiment() {}

  /** Writes 24 images, their manifest and the experiment's file; gives the latter. */
  static Path write(Path folder, int epochs) throws IOException {
    Files.createDirectories(folder.resolve("images"));
    StringBuilder manifest = new StringBuilder();
    for (int colour = 0; colour < COLOURS.length; colour++) {
      for (int shape = 0; shape < SHAPES.length; shape++) {
        String id = COLOURS[colour] + "-" + SHAPES[shape];
        ImageIO.write(
            draw(PAINTS[colour], shape), "png", folder.resolve("images/" + id + ".png").toFile());
        manifest.append(
            """
            {"id": "%s", "image": "images/%s.png", "texts": ["a %s %s", "%s in %s"], "label": "%s"}
            """
                .formatted(
                    id,
                    id,
                    COLOURS[colour],
                    SHAPES[shape],
                    SHAPES[shape],
                    COLOURS[colour],
                    SHAPES[shape]));
      }
    }
    Files.writeString(folder.resolve("manifest.jsonl"), manifest);
    Path config = folder.resolve("shapes.json");
    Files.writeString(config, config(epochs));
    return config;
  }

  private static BufferedImage draw(Color paint, int shape) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 16, 16);
    graphics.setColor(paint);
    switch (shape) {
      case 0 -> graphics.fillOval(2, 2, 12, 12);
      case 1 -> graphics.fillRect(2, 2, 12, 12);
      case 2 -> graphics.fillRect(2, 6, 12, 4);
      default -> graphics.drawLine(1, 1, 14, 14);
    }
    graphics.dispose();
    return image;
  }

  private static String config(int epochs) {
    return """
    {
      "name": "shapes",
      "executor": "%s",
      "data": {
        "source": {"type": "manifest", "path": "manifest.jsonl"},
        "split": {"type": "group_shares", "shares": {"validation": 0.15, "test": 0.15}},
        "captions": {"type": "one_of_texts"},
        "loader_threads": 2
      },
      "image": {
        "encoder": {
          "type": "vision_transformer", "image_size": 16, "patch": 8, "channels": 3, "width": 16,
          "depth": 1, "heads": 2, "dropout": 0.1, "stochastic_depth": 0.0,
          "pooling": "mean"
        },
        "augmentations": [
          {"type": "random_resized_crop", "height": 16, "width": 16,
            "scale": {"low": 0.6, "high": 1.0}}
        ]
      },
      "text": {
        "encoder": {"context": 8, "width": 16, "depth": 1, "heads": 2, "dropout": 0.1},
        "tokenizer": {"type": "word_level", "vocabulary_size": 64, "minimum_frequency": 1}
      },
      "embedding_width": 8,
      "training": {
        "epochs": %d, "batch_size": 4, "validate_every_epochs": 4, "checkpoint_every_epochs": 1
      },
      "evaluation": {"bootstrap_resamples": 50, "prompt_templates": ["a {label}"]}
    }
    """
        .formatted(EXECUTOR, epochs);
  }
}

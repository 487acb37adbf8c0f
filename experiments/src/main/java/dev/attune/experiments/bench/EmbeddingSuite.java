package dev.attune.experiments.bench;

import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.image.ImageEncoder;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Embedding PNG files against the same tower on arrays in memory: decoding must overlap. */
final class EmbeddingSuite implements Suite {
  private static final int IMAGES = 1024;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 11;
  private static final String WORK = "first run's image tower, 1,024 images of 64×64";

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public String description() {
    return "the first run's image tower on PNG files and on arrays in memory: images a second";
  }

  @Override
  public List<Measurement> run(Consumer<String> progress) {
    ImageTower tower = ConvolutionalNetwork.preset("first_run");
    ImagePreprocessing preprocessing = ImagePreprocessing.of(64);
    double[] files = new double[ROUNDS];
    double[] arrays = new double[ROUNDS];
    Path folder = null;
    try (ImageEncoder encoder =
        ImageEncoder.untrained(new ProjectedEncoder(tower, 128), preprocessing, 1)) {
      folder = Files.createTempDirectory("attune-bench");
      List<Path> paths = draw(folder);
      List<float[]> pixels = new ArrayList<>();
      for (Path path : paths) {
        pixels.add(preprocessing.apply(ImageIO.read(path.toFile())));
      }
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        progress.accept("round %d of %d".formatted(i + WARM_UP + 1, WARM_UP + ROUNDS));
        double fromFiles = perSecond(() -> encoder.embedFiles(paths));
        double fromArrays = perSecond(() -> encoder.embedPixels(pixels));
        if (i >= 0) {
          files[i] = fromFiles;
          arrays[i] = fromArrays;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(folder);
    }
    return List.of(
        Measurement.of(WORK, "PNG files", "embedding", "images/s", files),
        Measurement.of(WORK, "arrays", "embedding", "images/s", arrays));
  }

  private static double perSecond(Runnable embed) {
    long start = System.nanoTime();
    embed.run();
    return IMAGES / ((System.nanoTime() - start) / 1e9);
  }

  private static List<Path> draw(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      for (int shape = 0; shape < 8; shape++) {
        graphics.setColor(new Color(random.nextInt(1 << 24)));
        graphics.fillOval(random.nextInt(48), random.nextInt(48), 8 + random.nextInt(24), 24);
      }
      graphics.dispose();
      Path path = folder.resolve(i + ".png");
      ImageIO.write(image, "png", path.toFile());
      paths.add(path);
    }
    return paths;
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

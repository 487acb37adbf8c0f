package dev.attune.experiments.modality;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.Executor;
import dev.attune.experiments.config.ImageConfig;
import dev.attune.experiments.config.TowerStart;
import dev.attune.graph.Encoder;
import dev.attune.image.ImageEncoder;
import dev.attune.image.encoder.ImageTower;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Pictures. */
public final class ImageModality implements Modality {
  private static final String INPUT = "image." + ImageTower.PIXELS;

  private final ImageConfig config;
  private final Function<Path, PixelsWritable> pixels;
  private final ImageItems items;
  private final ImagePreprocessing preprocessing;

  /**
   * By its configuration.
   *
   * @param pixels decodes
   */
  public ImageModality(ImageConfig config, Function<Path, PixelsWritable> pixels) {
    this.config = config;
    this.pixels = pixels;
    this.items = new ImageItems(config, pixels, false);
    this.preprocessing =
        new ImagePreprocessing(
            config.encoder().imageSize(), config.cropFraction(), config.mean(), config.std());
  }

  @Override
  public String name() {
    return "image";
  }

  @Override
  public ImageTower tower() {
    return config.encoder();
  }

  @Override
  public TowerStart start() {
    return config.start();
  }

  @Override
  public Rows rows(List<Sample> samples) {
    List<PixelsWritable> images =
        samples.stream().map(sample -> items.view(sample.item(), sample.random())).toList();
    List<String> contents =
        samples.stream().map(sample -> Modality.file(sample.item(), name())).toList();
    return new Rows(items.tensors(0).of(images).under(name()), contents);
  }

  @Override
  public Batch batch(List<String> contents) {
    int size = tower().imageSize();
    int length = 3 * size * size;
    float[] images = new float[contents.size() * length];
    for (int row = 0; row < contents.size(); row++) {
      float[] values = preprocessing.apply(pixels.apply(Path.of(contents.get(row))));
      System.arraycopy(values, 0, images, row * length, length);
    }
    return new Batch(contents.size(), Map.of(INPUT, images), Map.of());
  }

  @Override
  public Embedder embedder(Encoder projected, Map<String, Tensor> weights, Executor executor) {
    return embedder(
        new ImageEncoder(projected, preprocessing, weights, executor, ImageEncoder.ROWS));
  }

  @Override
  public Embedder load(Path directory, Executor executor) {
    return embedder(ImageEncoder.load(directory, executor, ImageEncoder.ROWS));
  }

  /** An image encoder over files. */
  static Embedder embedder(ImageEncoder encoder) {
    return new Embedder() {
      @Override
      public float[][] embed(List<String> contents) {
        return encoder.embedFiles(contents.stream().map(Path::of).toList());
      }

      @Override
      public void close() {
        encoder.close();
      }
    };
  }

  @Override
  public void save(Path directory, Encoder projected, Map<String, Tensor> weights) {
    ImageEncoder.save(directory, projected, preprocessing, weights);
  }
}

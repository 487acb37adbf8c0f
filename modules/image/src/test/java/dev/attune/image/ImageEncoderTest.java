package dev.attune.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Encoder;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.ProjectedEncoder;
import dev.attune.image.decoding.UnreadableImageException;
import dev.attune.image.encoder.ConvolutionNorm;
import dev.attune.image.encoder.ConvolutionalNetwork;
import dev.attune.image.encoder.ImagePooling;
import dev.attune.image.encoder.Stage;
import dev.attune.image.encoder.Stem;
import dev.attune.image.encoder.VisionTransformer;
import dev.attune.image.preprocessing.ImagePreprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageEncoderTest {
  private static final ImagePreprocessing PREPROCESSING = ImagePreprocessing.of(8);
  private static final List<BufferedImage> IMAGES = images(7);

  @TempDir Path directory;

  static Stream<Encoder> towers() {
    List<Stage> stages = List.of(new Stage(4, 2, 2), new Stage(6, 2, 2));
    return Stream.of(
        new VisionTransformer(8, 4, 3, 12, 2, 3, 0.1, 0.1, ImagePooling.MEAN),
        new VisionTransformer(8, 2, 3, 12, 1, 3, 0, 0, ImagePooling.CLASS_TOKEN),
        new ConvolutionalNetwork(
            8, Stem.NONE, stages, false, Activation.RELU, ConvolutionNorm.BATCH),
        new ConvolutionalNetwork(
            8, Stem.PATCHES_2, stages, true, Activation.GELU, ConvolutionNorm.NONE));
  }

  @ParameterizedTest
  @MethodSource("towers")
  void anEmbeddingDoesNotDependOnItsBatch(Encoder tower) {
    Map<String, Tensor> weights = TowerWeights.initial(tower, 5);
    List<BufferedImage> reversed = new ArrayList<>(IMAGES);
    Collections.reverse(reversed);
    try (ImageEncoder three =
            new ImageEncoder(tower, PREPROCESSING, weights, new Nd4jExecutor(), 3);
        ImageEncoder all = new ImageEncoder(tower, PREPROCESSING, weights)) {
      float[][] backwards = three.embed(reversed);
      Collections.reverse(Arrays.asList(backwards));
      float[][] embeddings = all.embed(IMAGES);

      for (int row = 0; row < IMAGES.size(); row++) {
        assertThat(backwards[row])
            .as("row %d", row)
            .containsExactly(embeddings[row], offset(1e-5f));
      }
      assertThat(embeddings[0]).hasSize(tower.width()).isNotEqualTo(embeddings[1]);
      assertThat(all.embed(List.of())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("towers")
  void whatWasSavedEmbedsAlike(Encoder tower) {
    Encoder projected = new ProjectedEncoder(tower, 5);
    Map<String, Tensor> weights = new TreeMap<>(TowerWeights.initial(projected, 9));
    weights.put("text.norm.gain", new Tensor(new long[] {1}, new float[1]));

    ImageEncoder.save(directory, projected, PREPROCESSING, weights);

    try (ImageEncoder saved = new ImageEncoder(projected, PREPROCESSING, weights);
        ImageEncoder loaded = ImageEncoder.load(directory)) {
      float[][] embeddings = loaded.embed(IMAGES);
      assertThat(loaded.width()).isEqualTo(5);
      assertThat(embeddings).isDeepEqualTo(saved.embed(IMAGES));
      for (float[] row : embeddings) {
        assertThat(length(row)).isCloseTo(1, offset(1e-5));
      }
    }
    assertThat(Safetensors.read(directory.resolve("model.safetensors")))
        .containsKey("image.projection.weight")
        .doesNotContainKey("text.norm.gain");
  }

  @Test
  void filesImagesAndPixelsEmbedAlike() throws IOException {
    List<Path> files = files();
    List<float[]> pixels = IMAGES.stream().map(image -> PREPROCESSING.apply(image)).toList();
    Encoder tower = towers().findFirst().orElseThrow();
    try (ImageEncoder encoder =
        new ImageEncoder(
            tower, PREPROCESSING, TowerWeights.initial(tower, 2), new Nd4jExecutor(), 2)) {
      float[][] embeddings = encoder.embed(IMAGES);

      assertThat(encoder.embedFiles(files)).isDeepEqualTo(embeddings);
      assertThat(encoder.embedPixels(pixels)).isDeepEqualTo(embeddings);
    }
  }

  @Test
  void theFirstUnreadableFileIsNamed() throws IOException {
    List<Path> files = files();
    Files.writeString(files.get(6), "text");
    Files.write(files.get(4), Arrays.copyOf(Files.readAllBytes(files.get(4)), 60));
    Encoder tower = towers().findFirst().orElseThrow();
    try (ImageEncoder encoder = ImageEncoder.untrained(tower, PREPROCESSING, 1)) {
      assertThatExceptionOfType(UnreadableImageException.class)
          .isThrownBy(() -> encoder.embedFiles(files))
          .withMessageStartingWith(files.get(4) + ": expected ");
      assertThat(encoder.embedFiles(files.subList(0, 4))).hasDimensions(4, 12);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"convolutions\" : 2 | \"convolution\" : 2 | expected key convolutions, found only ",
        "\"relu\" | \"none\" | activation: expected relu or gelu, found none",
        "\"batch\" | \"group\" | expected one of [batch, none] for key norm, found group",
        "\"image_size\" : 8 | \"image_size\" : 16 | preprocessing gives pixels[1, 3, 8, 8]",
        "\"width\" : 6 | \"width\" : 7 | model.safetensors: tensor image.",
        "convolutional_network | resnet | expected one of [convolutional_network, vision_transformer]",
      })
  void aWrongConfigurationIsRefusedInOneLine(String old, String replaced, String message)
      throws IOException {
    Encoder tower = towers().skip(2).findFirst().orElseThrow();
    ImageEncoder.save(directory, tower, PREPROCESSING, TowerWeights.initial(tower, 1));
    Path config = directory.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(old);
    Files.writeString(config, text.replace(old, replaced));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageEncoder.load(directory).close())
        .withMessageStartingWith(directory.toString())
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource({"config.json", "preprocess.json", "model.safetensors"})
  void aMissingFileIsNamed(String name) throws IOException {
    Encoder tower = towers().findFirst().orElseThrow();
    ImageEncoder.save(directory, tower, PREPROCESSING, TowerWeights.initial(tower, 1));
    Files.delete(directory.resolve(name));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageEncoder.load(directory).close())
        .withMessageStartingWith(directory.resolve(name) + ": ")
        .withMessageContaining("expected a file, found none");
  }

  @Test
  void pixelsOfAnotherSizeAreRefused() {
    Encoder tower = towers().findFirst().orElseThrow();
    try (ImageEncoder encoder = ImageEncoder.untrained(tower, PREPROCESSING, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoder.embedPixels(List.of(new float[3])))
          .withMessage("pixels: expected 192 values an image, found 3");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageEncoder.untrained(tower, ImagePreprocessing.of(9), 1))
        .withMessage("preprocessing gives pixels[1, 3, 9, 9], the tower reads pixels[1, 3, 8, 8]");
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < IMAGES.size(); i++) {
      Path file = directory.resolve(i + ".png");
      ImageIO.write(IMAGES.get(i), "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static List<BufferedImage> images(int count) {
    Random random = new Random(4);
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(9 + i, 17 - i, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, y, random.nextInt(1 << 24));
        }
      }
      images.add(image);
    }
    return images;
  }

  private static double length(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}

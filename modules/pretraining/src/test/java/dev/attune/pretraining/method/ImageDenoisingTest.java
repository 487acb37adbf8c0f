package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.image.GaussianNoise;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageDenoisingTest {
  private static final int ROWS = 4;
  private static final int ELEMENTS = 3 * 2 * 2;
  private static final ToyPatches ENCODER = ToyPatches.of(6, ELEMENTS, false);
  private static final PatchDecoder DECODER = new PatchDecoder(8, 1, 2, 0);
  private static final Augmentation<PixelsWritable> BLACK =
      (picture, random) -> new PixelsWritable(new float[72], 3, 4, 6);
  private static final ImageDenoising METHOD =
      new ImageDenoising(List.of(new GaussianNoise(0.3), new GaussianNoise(0.1)), DECODER);
  private static final SequenceRuns RUNS = new SequenceRuns(ENCODER, METHOD, ROWS);

  static List<PixelsWritable> pictures(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<PixelsWritable> pictures = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      float[] values = new float[3 * 4 * 6];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble();
      }
      pictures.add(new PixelsWritable(values, 3, 4, 6));
    }
    return pictures;
  }

  private static Batch batch(ImageDenoising method, List<PixelsWritable> pictures) {
    return method.batch(SequenceRuns.examples(pictures), ENCODER.ofPictures(2));
  }

  @Test
  void lossIsTheSquaredErrorOfTheCleanPicture() {
    SequenceRuns.Built built = RUNS.built();
    Map<String, Value> spoilt = built.part("view");
    Value real = ENCODER.marks(spoilt);
    Value steps = ENCODER.read(built.graph(), spoilt).steps();
    Value predicted =
        DECODER.predict(
            built.graph().at("task").at("decoder"), steps, real, real, Map.of(), ELEMENTS);
    Map<String, Tensor> run =
        built.run(batch(METHOD, pictures(1)), RUNS.weights(0.4), Map.of("predicted", predicted));
    float[] clean = ENCODER.ofPictures(2).of(pictures(1)).floats().get("values");
    double sum = 0;
    for (int i = 0; i < clean.length; i++) {
      double error = run.get("predicted").values()[i] - clean[i];
      sum += error * error / clean.length;
    }

    assertThat((double) run.get("loss").values()[0]).isCloseTo(sum, within(1e-5 * sum));
  }

  @Test
  void theEncoderReadsTheSpoiltPictureAlone() {
    Batch batch = batch(METHOD, pictures(1));
    for (int row = 0; row < ROWS; row++) {
      SplittableRandom random = new SplittableRandom(row);
      PixelsWritable once = new GaussianNoise(0.3).apply(pictures(1).get(row), random);
      PixelsWritable twice = new GaussianNoise(0.1).apply(once, random);
      float[] expected = ENCODER.ofPictures(2).of(List.of(twice)).floats().get("values");
      assertThat(batch.slice(row, row + 1).floats().get("view.values")).containsExactly(expected);
    }
    ImageDenoising blind = new ImageDenoising(List.of(BLACK), DECODER);
    assertThat(batch(blind, pictures(1)).floats().get("view.values"))
        .containsExactly(new float[ROWS * 72]);
    assertThat(batch(blind, pictures(1)).floats().get("clean.values"))
        .isEqualTo(ENCODER.ofPictures(2).of(pictures(1)).floats().get("values"));
  }

  @Test
  void gradientsReachTheEncoder() {
    RUNS.gradientAgrees(batch(METHOD, pictures(1)), RUNS.weights(0.4), "patches.in.weight");
  }

  @Test
  void learns() {
    double[] losses = RUNS.trained(batch(METHOD, pictures(1)), 300, 2e-2);
    // The variance of a pixel is 1/12: what the mean picture would leave.
    assertThat(losses[0]).isGreaterThan(0.3);
    assertThat(losses[1]).isLessThan(0.5 / 12);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageDenoising(List.of(), DECODER))
        .withMessage("corruption: expected one or more, found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SequenceRuns(new ToyText(7, 6, false), METHOD, 3).built())
        .withMessage(
            "image_denoising: expected an encoder with patches, such as a transformer,"
                + " found ToyText");
  }
}

package dev.attune.pretraining.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.attune.augmentation.image.ColourClasses;
import dev.attune.augmentation.image.LabColours;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.engine.Tensor;
import dev.attune.pretraining.ImageMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ColourisationTest {
  private static final int PATCHES = 6;
  private static final int CELLS = PATCHES * 4;
  private static final ToyPatches ENCODER = ToyPatches.of(PATCHES, 12, false);
  private static final Colourisation METHOD = new Colourisation(40, 0.5);
  private static final ColourClasses CLASSES = ColourClasses.of(40);
  private static final List<PixelsWritable> PICTURES = ImageDenoisingTest.pictures(1);
  private static final SequenceRuns RUNS = new SequenceRuns(ENCODER, METHOD, PICTURES.size());

  private static Batch batch(ImageMethod method, List<PixelsWritable> pictures) {
    return method.batch(SequenceRuns.examples(pictures), ENCODER.ofPictures(2));
  }

  /** Patches of two pixels to a side: a cell is a pixel. */
  private static int slowClass(PixelsWritable picture, int cell) {
    int patch = cell / 4;
    int y = patch / 3 * 2 + cell % 4 / 2;
    int x = patch % 3 * 2 + cell % 2;
    return CLASSES.of(picture)[y * 6 + x];
  }

  private static double[] weights(Iterable<PixelsWritable> training) {
    long[] counts = new long[CLASSES.count()];
    for (PixelsWritable picture : training) {
      for (int found : CLASSES.of(picture)) {
        counts[found]++;
      }
    }
    return CLASSES.weights(counts, 0.5);
  }

  private static double slow(Map<String, Tensor> weights, Tensor steps, double... byClass) {
    double sum = 0;
    double total = 0;
    for (int row = 0; row < PICTURES.size(); row++) {
      for (int cell = 0; cell < CELLS; cell++) {
        double[] step = SlowLayers.row(steps, row * PATCHES + cell / 4);
        double[] all = SlowLayers.linear(weights, "task.classifier", step);
        int from = cell % 4 * CLASSES.count();
        double[] logits = Arrays.copyOfRange(all, from, from + CLASSES.count());
        int right = slowClass(PICTURES.get(row), cell);
        sum += byClass[right] * SlowLayers.crossEntropy(logits, right);
        total += byClass[right];
      }
    }
    return sum / total;
  }

  @Test
  void lossIsTheWeightedCrossEntropyOfTheCellsColours() {
    List<PixelsWritable> training = ImageDenoisingTest.pictures(2);
    double[] even = new double[CLASSES.count()];
    Arrays.fill(even, 1);
    Map<String, Tensor> weights = RUNS.weights(0.4);
    SequenceRuns.Built built = RUNS.built();
    Map<ImageMethod, double[]> methods =
        Map.of(METHOD, even, METHOD.prepared(training), weights(training));
    methods.forEach(
        (method, byClass) -> {
          Map<String, Tensor> run =
              built.run(
                  batch(method, PICTURES),
                  weights,
                  Map.of("steps", ENCODER.read(built.graph(), built.part("view")).steps()));
          double expected = slow(weights, run.get("steps"), byClass);
          assertThat((double) run.get("loss").values()[0]).isCloseTo(expected, within(1e-4));
        });
    assertThat(weights(training)[CLASSES.nearest(0, 0)]).isLessThan(0.9);
  }

  /** Colours in one half of the picture, lightness that grows. */
  private static PixelsWritable coloured(double a, double b) {
    float[] lab = new float[72];
    for (int i = 0; i < 24; i++) {
      lab[i] = 45 + i / 2;
      lab[24 + i] = (float) a;
      lab[48 + i] = (float) b;
    }
    return LabColours.toPixels(lab, 4, 6);
  }

  @Test
  void theEncoderSeesNoColours() {
    Batch red = batch(METHOD, List.of(coloured(30, 20)));
    Batch blue = batch(METHOD, List.of(coloured(-5, -30)));

    assertThat(red.floats().get("view.values"))
        .containsExactly(blue.floats().get("view.values"), within(1e-5f));
    assertThat(red.floats().get("colours")).isNotEqualTo(blue.floats().get("colours"));
    PixelsWritable grey = new ColourCells(coloured(30, 20)).grey();
    for (int i = 0; i < 24; i++) {
      assertThat(grey.values()[i]).isCloseTo(grey.values()[48 + i], within(1e-5f));
      double[] lab =
          LabColours.toLab(grey.values()[i], grey.values()[24 + i], grey.values()[48 + i]);
      assertThat(lab[0]).isCloseTo(45 + i / 2, within(1e-3));
    }
  }

  @Test
  void aCellHasItsMeanColour() {
    // One patch of three pixels to a side: cells of 1, 2, 2 and 4 pixels.
    float[] lab = new float[27];
    Arrays.fill(lab, 0, 9, 60);
    float[] a = {40, 0, 0, -40, -40, 40, -40, 40, -40};
    System.arraycopy(a, 0, lab, 9, 9);
    ColourCells cells = new ColourCells(LabColours.toPixels(lab, 3, 3));

    assertThat(cells.of(CLASSES, 1))
        .containsExactly(
            CLASSES.nearest(40, 0),
            CLASSES.nearest(0, 0),
            CLASSES.nearest(-40, 0),
            CLASSES.nearest(0, 0));
  }

  @Test
  void anUntrainedHeadGivesTheLogarithmOfTheClasses() {
    Map<String, Tensor> weights = new TreeMap<>(RUNS.weights(0.4));
    weights.replaceAll(
        (name, tensor) ->
            name.startsWith("task.classifier")
                ? new Tensor(tensor.shape(), new float[tensor.values().length])
                : tensor);
    ImageMethod prepared = METHOD.prepared(PICTURES);
    double chance = Math.log((double) CLASSES.count());

    assertThat(RUNS.built().loss().chance()).hasValue(chance);
    assertThat(RUNS.loss(batch(prepared, PICTURES), weights)).isCloseTo(chance, within(1e-5));
  }

  @Test
  void gradientsReachTheEncoder() {
    RUNS.gradientAgrees(batch(METHOD, PICTURES), RUNS.weights(0.4), "patches.in.weight");
  }

  @Test
  void learns() {
    double[] losses = RUNS.trained(batch(METHOD.prepared(PICTURES), PICTURES), 80, 2e-2);
    assertThat(losses[1]).isLessThan(0.3 * losses[0]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    PixelsWritable grey = new PixelsWritable(new float[24], 1, 4, 6);
    Map<String, Supplier<Object>> refused =
        Map.of(
            "bin: expected 5 to 50, found 4",
            () -> new Colourisation(4, 0.5),
            "even_share: expected more than 0 and at most 1, found 0.0",
            () -> new Colourisation(10, 0),
            "colourisation: expected pictures with colours, found one of a single channel",
            () -> batch(METHOD, List.of(grey)),
            "colourisation: expected square patches of 2 pixels to a side or more,"
                + " found 24 in a picture of 4 by 6",
            () -> new ColourCells(PICTURES.get(0)).of(CLASSES, 24),
            "colourisation: expected square patches of 2 pixels to a side or more,"
                + " found 5 in a picture of 4 by 6",
            () -> new ColourCells(PICTURES.get(0)).of(CLASSES, 5));
    refused.forEach(
        (message, call) ->
            assertThatIllegalArgumentException().isThrownBy(call::get).withMessage(message));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> METHOD.prepared(List.of(grey)))
        .withMessage(
            "colourisation: expected pictures with colours, found one of a single channel");
    PixelsWritable greyIn3 = new PixelsWritable(new float[72], 3, 4, 6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> METHOD.prepared(List.of(greyIn3, greyIn3)))
        .withMessage(
            "colourisation: expected pictures of two colours or more, found one colour,"
                + " such as grey");
  }
}

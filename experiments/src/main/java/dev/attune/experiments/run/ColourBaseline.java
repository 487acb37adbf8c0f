package dev.attune.experiments.run;

import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.evaluation.RidgeBaseline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The plainest system that could work: a ridge regression from a caption's bag of words to the
 * image's mean colour, or to the mean colours of a grid's cells, fitted on the training items. What
 * a model is worth is what it finds beyond this.
 */
final class ColourBaseline {
  private static final int WORDS = 1000;

  /** Captions that the regression is fitted on at most: its matrix has to fit the heap. */
  private static final long MOST_ROWS = 20_000;

  /** Captions turned into bags at a time. */
  private static final int CHUNK = 1024;

  private static final double RIDGE = 10;

  private final int grid;
  private final Function<Path, PixelsWritable> pixels;
  private final Map<String, Integer> words;
  private final RidgeBaseline ridge;

  /**
   * Fits the regression.
   *
   * @param grid cells a side; 1 for the mean colour of the whole image
   */
  ColourBaseline(
      int grid,
      Dataset data,
      SplitPlan plan,
      CaptionSampler captions,
      Function<Path, PixelsWritable> pixels) {
    this.grid = grid;
    this.pixels = pixels;
    List<Integer> items = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    long rows = 0;
    List<Integer> pictured =
        plan.train().stream().filter(i -> data.item(i).image().isPresent()).toList();
    for (int i : pictured) {
      rows += captions.evaluationCaptions(data.item(i)).size();
    }
    int stride = Math.toIntExact((rows - 1) / MOST_ROWS + 1);
    for (int at = 0; at < pictured.size(); at += stride) {
      int i = pictured.get(at);
      for (String caption : captions.evaluationCaptions(data.item(i))) {
        items.add(i);
        texts.add(caption);
      }
    }
    words = frequentWords(texts);
    float[][] features = texts.stream().map(this::bag).toArray(float[][]::new);
    float[][] colours =
        items.stream()
            .map(i -> colours(data.item(i).image().orElseThrow()))
            .toArray(float[][]::new);
    ridge = RidgeBaseline.fit(features, colours, RIDGE);
  }

  /** Vectors of the same images and captions as another embedding's. */
  Embedded like(Embedded other) {
    Set<String> files = other.vectors().get("image").keySet();
    Set<String> captions = other.vectors().get("text").keySet();
    float[][] colours = files.stream().map(Path::of).map(this::colours).toArray(float[][]::new);
    return new Embedded(
        Map.of(
            "image", Embedded.joined(files, ridge.embedTargets(colours)),
            "text", Embedded.joined(captions, embedded(List.copyOf(captions)))));
  }

  private float[][] embedded(List<String> captions) {
    float[][] vectors = new float[captions.size()][];
    for (int from = 0; from < vectors.length; from += CHUNK) {
      List<String> some = captions.subList(from, Math.min(vectors.length, from + CHUNK));
      float[][] part = ridge.embedFeatures(some.stream().map(this::bag).toArray(float[][]::new));
      System.arraycopy(part, 0, vectors, from, part.length);
    }
    return vectors;
  }

  private static Map<String, Integer> frequentWords(List<String> texts) {
    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      for (String word : split(text)) {
        counts.merge(word, 1, Integer::sum);
      }
    }
    List<String> ordered = new ArrayList<>(counts.keySet());
    ordered.sort(
        Comparator.comparing((String word) -> -counts.get(word))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, Integer> numbers = new HashMap<>();
    for (String word : ordered.subList(0, Math.min(WORDS, ordered.size()))) {
      numbers.put(word, numbers.size());
    }
    return numbers;
  }

  private static List<String> split(String text) {
    return List.of(text.toLowerCase(Locale.ROOT).strip().split("[^\\p{L}\\p{N}]+"));
  }

  private float[] bag(String text) {
    float[] bag = new float[words.size()];
    for (String word : split(text)) {
      Integer number = words.get(word);
      if (number != null) {
        bag[number] = 1;
      }
    }
    return bag;
  }

  private float[] colours(Path file) {
    PixelsWritable image = pixels.apply(file).withChannels(3);
    float[] sums = new float[3 * grid * grid];
    float[] counts = new float[sums.length];
    int height = image.height();
    int width = image.width();
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int cell = (channel * grid + y * grid / height) * grid + x * grid / width;
          sums[cell] += image.values()[(channel * height + y) * width + x];
          counts[cell]++;
        }
      }
    }
    for (int cell = 0; cell < sums.length; cell++) {
      sums[cell] = counts[cell] == 0 ? 0 : sums[cell] / counts[cell];
    }
    return sums;
  }
}

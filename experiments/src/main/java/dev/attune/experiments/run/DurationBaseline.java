package dev.attune.experiments.run;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.datasets.split.SplitPlan;
import dev.attune.experiments.modality.SoundCache;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the length of a sound says of its text without a word being understood: the logarithm of the
 * seconds against a straight line through the logarithms of the number of characters, fitted on the
 * training items by least squares. What a model of speech is worth is what it finds beyond this.
 */
final class DurationBaseline {
  private final SoundCache sounds;
  private final double slope;
  private final double offset;

  private DurationBaseline(SoundCache sounds, double slope, double offset) {
    this.sounds = sounds;
    this.slope = slope;
    this.offset = offset;
  }

  /** Fits the line; none where no training item has sound and text. */
  static Optional<DurationBaseline> fit(
      Dataset data, SplitPlan plan, CaptionSampler captions, SoundCache sounds) {
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (int i : plan.train()) {
      Optional<Path> file = data.item(i).audio();
      for (String caption : captions.evaluationCaptions(data.item(i))) {
        if (file.isPresent()) {
          double x = characters(caption);
          double y = Math.log(sounds.apply(file.get()).durationSeconds());
          n++;
          sumX += x;
          sumY += y;
          sumXx += x * x;
          sumXy += x * y;
        }
      }
    }
    if (n == 0) {
      return Optional.empty();
    }
    double spread = n * sumXx - sumX * sumX;
    double slope = spread > 0 ? (n * sumXy - sumX * sumY) / spread : 0;
    return Optional.of(new DurationBaseline(sounds, slope, (sumY - slope * sumX) / n));
  }

  private static double characters(String caption) {
    return Math.log(1.0 + caption.codePointCount(0, caption.length()));
  }

  /**
   * Vectors of the same contents as another embedding's, whose products rank as the squared
   * distance d = −(a − b)² = 2ab − a² − b² does: (2a, −a², 1) for sounds, (b, 1, −b²) for texts.
   */
  Embedded like(Embedded other) {
    Map<String, float[]> texts = new LinkedHashMap<>();
    for (String caption : other.vectors().get("text").keySet()) {
      double b = slope * characters(caption) + offset;
      texts.put(caption, new float[] {(float) b, 1, (float) (-b * b)});
    }
    Map<String, float[]> clips = new LinkedHashMap<>();
    for (String file : other.vectors().get("audio").keySet()) {
      double a = Math.log(sounds.apply(Path.of(file)).durationSeconds());
      clips.put(file, new float[] {(float) (2 * a), (float) (-a * a), 1});
    }
    return new Embedded(Map.of("text", texts, "audio", clips));
  }
}

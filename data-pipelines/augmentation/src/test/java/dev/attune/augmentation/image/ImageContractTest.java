package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.OneOf;
import dev.attune.augmentation.Range;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every picture augmentation keeps to. */
class ImageContractTest {
  private static final Seeds SEEDS = new Seeds(77);

  static Stream<Augmentation<PixelsWritable>> all() {
    return Stream.of(
        RandomResizedCrop.of(16, 20),
        new ResizeCentreCrop(18, 16, 16),
        new HorizontalFlip().withProbability(0.5),
        new ColourJitter(0.4, 0.4, 0.4, 0.1),
        new Grayscale().withProbability(0.2),
        GaussianBlur.of(5),
        Solarise.atHalf(),
        new Cutout(2, 5, 0.5),
        new GaussianNoise(0.1),
        new PixelDropout(0.3, 0.5),
        new SaltAndPepper(0.1),
        new Affine(10, 0.1, Range.of(0.9, 1.1), 5, 1),
        Normalise.imageNet(),
        chain());
  }

  static Augmentation<PixelsWritable> chain() {
    return Sequence.of(
        RandomResizedCrop.of(64, 64),
        new HorizontalFlip().withProbability(0.5),
        new ColourJitter(0.4, 0.4, 0.4, 0.1).withProbability(0.8),
        new Grayscale().withProbability(0.2),
        OneOf.evenly(GaussianBlur.of(7), Solarise.atHalf(), Cutout.of(12)),
        new Affine(10, 0.1, Range.of(0.9, 1.1), 5, 1),
        Normalise.clip());
  }

  @ParameterizedTest
  @MethodSource("all")
  void leavesItsInputAsItIs(Augmentation<PixelsWritable> augmentation) {
    PixelsWritable picture = Pictures.noise(3, 24, 31, 1);
    for (int i = 0; i < 10; i++) {
      augmentation.apply(picture, SEEDS.at(0, i, 0));
    }
    assertThat(picture).isEqualTo(Pictures.noise(3, 24, 31, 1));
  }

  @ParameterizedTest
  @MethodSource("all")
  void dependsOnTheRandomSourceAlone(Augmentation<PixelsWritable> augmentation) {
    PixelsWritable picture = Pictures.noise(3, 24, 31, 1);
    PixelsWritable first = augmentation.apply(picture, SEEDS.at(0, 1, 0));
    augmentation.apply(picture, SEEDS.at(0, 2, 0));
    assertThat(augmentation.apply(picture, SEEDS.at(0, 1, 0))).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("all")
  void readsOddSizes(Augmentation<PixelsWritable> augmentation) {
    for (int[] size : new int[][] {{5, 3}, {3, 200}, {97, 4}}) {
      PixelsWritable picture = Pictures.noise(3, size[0], size[1], 1);
      for (float value : augmentation.apply(picture, SEEDS.at(0, 0, 0)).values()) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void eightThreadsGiveThePixelsOfOne() throws Exception {
    Augmentation<PixelsWritable> chain = chain();
    List<PixelsWritable> pictures = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      pictures.add(Pictures.noise(3, 40 + i, 90 - i, i));
    }
    List<PixelsWritable> alone = run(chain, pictures, 1);
    assertThat(run(chain, pictures, 8)).isEqualTo(alone);
    assertThat(alone.get(0)).isNotEqualTo(chain.apply(pictures.get(0), SEEDS.at(2, 0, 0)));
  }

  private static List<PixelsWritable> run(
      Augmentation<PixelsWritable> chain, List<PixelsWritable> pictures, int threads)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<PixelsWritable>> tasks = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        int item = i;
        tasks.add(() -> chain.apply(pictures.get(item), SEEDS.at(1, item, 0)));
      }
      List<PixelsWritable> results = new ArrayList<>();
      for (Future<PixelsWritable> result : pool.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}

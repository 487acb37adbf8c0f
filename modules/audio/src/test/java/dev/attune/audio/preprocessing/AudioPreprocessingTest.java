package dev.attune.audio.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.attune.audio.Tones;
import dev.attune.audio.features.LogMel;
import dev.attune.audio.features.LogMelExtractor;
import dev.attune.audio.signal.Waveform;
import dev.attune.augmentation.audio.SpectrogramWritable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioPreprocessingTest {
  private static final SoundPreparation SOUND = SoundPreparation.of(8_000);
  private static final LogMel LOG_MEL = LogMel.speech(8_000);

  @TempDir Path directory;

  private static AudioPreprocessing fixed(double mean, double std) {
    return new AudioPreprocessing(SOUND, LOG_MEL, false, mean, std);
  }

  @Test
  void aClipIsNormalisedByItsOwnMeanAndDeviation() {
    SpectrogramWritable four = new SpectrogramWritable(new float[] {1, 3, 5, 7}, 2, 2);
    // Mean 4, variance (9 + 1 + 1 + 9) / 4 = 5.
    float one = (float) (1 / Math.sqrt(5));
    SpectrogramWritable normalised = AudioPreprocessing.speech(8_000).normalise(four);

    assertThat(normalised.values())
        .containsExactly(new float[] {-3 * one, -one, one, 3 * one}, offset(1e-6f));
    assertThat(normalised.frames()).isEqualTo(2);
    assertThat(four.values()).as("the input stays").containsExactly(1, 3, 5, 7);
  }

  @Test
  void orByFixedNumbers() {
    SpectrogramWritable two = new SpectrogramWritable(new float[] {-4, 8}, 1, 2);
    assertThat(fixed(-6, 4).normalise(two).values()).containsExactly(0.5f, 3.5f);
  }

  @Test
  void loudnessIsIrrelevantPerClip() {
    float[] loud = Tones.noise(4_000, 3);
    float[] quiet = loud.clone();
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] *= 0.5f;
    }
    AudioPreprocessing.Extractor extractor = AudioPreprocessing.speech(8_000).extractor();

    assertThat(extractor.apply(new Waveform(quiet, 8_000)).values())
        .containsExactly(extractor.apply(new Waveform(loud, 8_000)).values(), offset(1e-3f));
  }

  @Test
  void aSoundIsPreparedTakenAndNormalised() {
    Waveform clip = new Waveform(Tones.sine(0.3, 700, 16_000, 16_000), 16_000);
    SpectrogramWritable plain = new LogMelExtractor(LOG_MEL).apply(clip.resampledTo(8_000));
    AudioPreprocessing preprocessing = fixed(2, 0.5);
    float[] found = preprocessing.extractor().apply(clip).values();

    assertThat(found).hasSize(plain.values().length).hasSize(101 * 64);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo((plain.values()[i] - 2) / 0.5f, offset(1e-4f));
    }
    assertThat(preprocessing.prepare(clip).sampleRateHz()).isEqualTo(8_000);
  }

  @Test
  void silenceIsAllZero() {
    Waveform silence = new Waveform(new float[4_000], 8_000);
    assertThat(AudioPreprocessing.speech(8_000).extractor().apply(silence).values())
        .containsOnly(0);
  }

  @Test
  void samplesThatOverflowAreToldOf() {
    float[] samples = new float[4_000];
    samples[2_000] = 1e30f;
    Waveform clip = new Waveform(samples, 8_000);
    for (AudioPreprocessing each : List.of(AudioPreprocessing.speech(8_000), fixed(0, 1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> each.extractor().apply(clip))
          .withMessageMatching(
              "log_mel: expected finite values, found (NaN|Infinity) in frame 2\\d");
    }
  }

  @Test
  void whatWasWrittenIsReadBack() {
    SoundPreparation sound =
        new SoundPreparation(16_000, true, 35, 12.5, true, LoudnessMeasure.INTEGRATED, -23);
    AudioPreprocessing preprocessing =
        new AudioPreprocessing(sound, LogMel.kaldi(16_000).withBands(80, 20, 7_600), false, 9, 4);
    preprocessing.save(directory);

    assertThat(AudioPreprocessing.load(directory)).isEqualTo(preprocessing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"std\" : 1.0|\"std\" : 0.0|std: expected a positive number and a finite mean, found 0.0 and 0.0",
        "\"normalise_per_clip\" : true|\"normalise_per_clip\" : 1|expected true or false for key normalise_per_clip, found 1",
        "\"bands\" : 64|\"bands\" : 1000|bands: expected filters that each hold one",
        "\"hop_samples\" : 80|\"hop_samples\" : 0|hop_samples: expected",
        "\"trim_silence\" : false,||expected key trim_silence",
        "\"scale\" : \"slaney\"|\"scale\" : \"bark\"|expected one of [htk, slaney] for key scale, found bark",
        "\"max_hz\" : 4000.0|\"max_hz\" : 9000.0|min_hz, max_hz: expected",
      })
  void whatIsWrongIsNamedInOneLine(String old, String replaced, String message) throws IOException {
    AudioPreprocessing.speech(8_000).save(directory);
    Path file = directory.resolve("preprocess.json");
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(
        file, text.replaceFirst(Pattern.quote(old), replaced == null ? "" : replaced));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioPreprocessing.load(directory))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void badSettings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AudioPreprocessing(SOUND, LogMel.speech(16_000), true, 0, 1))
        .withMessage("log_mel: expected the rate of sound, 8000 Hz, found 16000 Hz");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixed(Double.NaN, 1))
        .withMessage("std: expected a positive number and a finite mean, found 1.0 and NaN");
  }
}

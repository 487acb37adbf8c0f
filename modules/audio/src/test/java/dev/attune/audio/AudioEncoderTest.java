package dev.attune.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.audio.decoding.UnreadableAudioException;
import dev.attune.audio.encoder.AudioTower;
import dev.attune.audio.encoder.ConvolutionTransformer;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.audio.signal.Waveform;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.graph.layer.ProjectedEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioEncoderTest {
  private static final AudioTower TOWER = new ConvolutionTransformer(128, 64, 3, 3, 16, 1, 2, 0, 0);
  private static final ProjectedEncoder PROJECTED = new ProjectedEncoder(TOWER, 8);
  private static final AudioPreprocessing SPEECH = AudioPreprocessing.speech(8_000);

  private static Waveform tone(double hz, int rate, double seconds) {
    return new Waveform(Tones.sine(0.3, hz, rate, (int) (rate * seconds)), rate);
  }

  @Test
  void theVectorOfOneDoesNotDependOnTheOthers() {
    List<Waveform> clips = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clips.add(tone(200 + 60 * i, i % 2 == 0 ? 8_000 : 16_000, 0.05 + 0.04 * i));
    }
    try (AudioEncoder encoder = AudioEncoder.untrained(PROJECTED, SPEECH, 1)) {
      float[][] together = encoder.embed(clips);

      assertThat(together).hasDimensions(40, 8);
      for (int i : new int[] {0, 7, 39}) {
        float[] alone = encoder.embed(List.of(clips.get(i)))[0];
        double norm = 0;
        for (int d = 0; d < 8; d++) {
          assertThat(alone[d]).isCloseTo(together[i][d], within());
          norm += alone[d] * alone[d];
        }
        assertThat(norm).isCloseTo(1, Offset.offset(1e-4));
      }
      assertThat(together[0]).isNotEqualTo(together[1]);
    }
  }

  private static Offset<Float> within() {
    return Offset.offset(1e-5f);
  }

  @Test
  void whatWasSavedIsLoaded(@TempDir Path directory) {
    AudioEncoder.save(directory, PROJECTED, SPEECH, TowerWeights.initial(PROJECTED, 4));
    List<Waveform> clips = List.of(tone(300, 8_000, 0.4), tone(900, 22_050, 3));
    try (AudioEncoder saved = AudioEncoder.untrained(PROJECTED, SPEECH, 4);
        AudioEncoder loaded = AudioEncoder.load(directory);
        AudioEncoder portable = AudioEncoder.load(directory, AvailableExecutors.open("nd4j"), 3)) {
      float[][] expected = saved.embed(clips);
      assertThat(loaded.embed(clips)).isDeepEqualTo(expected);
      assertThat(loaded.preprocessing()).isEqualTo(SPEECH);
      assertThat(portable.embed(clips)[1][3]).isCloseTo(expected[1][3], within());
    }
  }

  @Test
  void whatIsWrongIsNamedInOneLine(@TempDir Path directory) throws IOException {
    AudioEncoder.save(directory, PROJECTED, SPEECH, TowerWeights.initial(PROJECTED, 4));
    Path settings = directory.resolve(AudioPreprocessing.FILE);
    String written = Files.readString(settings);
    Files.writeString(settings, written.replace("\"bands\" : 64", "\"bands\" : 32"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioEncoder.load(directory))
        .withMessage(settings + ": preprocessing gives 32 bands, the tower reads 64");
    Files.writeString(settings, written.replaceFirst("8000", "16000"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioEncoder.load(directory))
        .withMessageStartingWith(settings + ": log_mel: expected the rate of sound, 16000 Hz");
    Path text = Files.writeString(directory.resolve("no.mp3"), "not a sound");
    Files.writeString(settings, written);
    try (AudioEncoder encoder = AudioEncoder.load(directory)) {
      assertThatThrownBy(() -> encoder.embedFiles(List.of(text)))
          .isInstanceOf(UnreadableAudioException.class)
          .hasMessageContaining("no.mp3");
    }
  }
}

package dev.attune.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.audio.decoding.AudioDecoder;
import dev.attune.audio.decoding.UnreadableAudioException;
import dev.attune.audio.encoder.AudioTower;
import dev.attune.audio.encoder.ConvolutionTransformer;
import dev.attune.audio.encoder.SpectrogramNetwork;
import dev.attune.audio.encoder.SpectrogramTransformer;
import dev.attune.audio.features.LogMel;
import dev.attune.audio.preprocessing.AudioPreprocessing;
import dev.attune.audio.signal.Waveform;
import dev.attune.engine.Tensor;
import dev.attune.engine.encoder.TowerWeights;
import dev.attune.engine.executor.Nd4jExecutor;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioEncoderTest {
  private static final AudioTower TOWER = new ConvolutionTransformer(128, 64, 3, 3, 16, 1, 2, 0, 0);
  private static final ProjectedEncoder PROJECTED = new ProjectedEncoder(TOWER, 8);
  private static final AudioPreprocessing SPEECH = AudioPreprocessing.speech(8_000);

  @TempDir Path directory;

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

  static Stream<AudioTower> towers() {
    return Stream.of(
        TOWER,
        new SpectrogramTransformer(128, 64, 16, 16, 12, 1, 3, 0.1, 0.1),
        new SpectrogramNetwork(128, 64, List.of(4, 6)));
  }

  @ParameterizedTest
  @MethodSource("towers")
  void whatWasSavedIsLoadedOnEitherExecutor(AudioTower tower) {
    for (Encoder each : List.of(tower, new ProjectedEncoder(tower, 5))) {
      Map<String, Tensor> weights = TowerWeights.initial(each, 4);
      AudioEncoder.save(directory, each, SPEECH, weights);
      List<Waveform> clips = List.of(tone(300, 8_000, 0.4), tone(900, 22_050, 3));
      try (AudioEncoder saved = new AudioEncoder(each, SPEECH, weights);
          AudioEncoder loaded = AudioEncoder.load(directory);
          AudioEncoder portable = AudioEncoder.load(directory, new Nd4jExecutor(), 3)) {
        float[][] expected = saved.embed(clips);
        assertThat(loaded.embed(clips)).isDeepEqualTo(expected);
        assertThat(loaded.preprocessing()).isEqualTo(SPEECH);
        assertThat(loaded.width()).isEqualTo(each.width());
        float[][] found = portable.embed(clips);
        assertThat(found[0]).containsExactly(expected[0], within());
        assertThat(found[1]).containsExactly(expected[1], within());
      }
    }
  }

  @Test
  void ofALongClipTheFirstFramesCount() {
    float[] samples = Tones.noise(8_000 * 4, 5);
    AudioPreprocessing fixed =
        new AudioPreprocessing(SPEECH.sound(), SPEECH.logMel(), false, -8, 4);
    // The tower reads 128 frames, the last of them centred on sample 10160.
    Waveform begin = new Waveform(Arrays.copyOf(samples, 10_500), 8_000);
    try (AudioEncoder encoder = AudioEncoder.untrained(PROJECTED, fixed, 1)) {
      float[][] both = encoder.embed(List.of(new Waveform(samples, 8_000), begin));
      assertThat(both[0]).containsExactly(both[1], within());
    }
  }

  @Test
  void filesSoundsAndSpectrogramsGiveTheSame() throws IOException {
    Path file = Files.write(directory.resolve("a.ogg"), fixture());
    Waveform clip = new AudioDecoder().decode(file);
    try (AudioEncoder encoder = AudioEncoder.untrained(TOWER, SPEECH, 1)) {
      float[] expected = encoder.embed(List.of(clip))[0];

      assertThat(encoder.embedFiles(List.of(file, file)))
          .isDeepEqualTo(new float[][] {expected, expected});
      assertThat(encoder.embedLogMels(List.of(SPEECH.extractor().apply(clip)))[0])
          .isEqualTo(expected);
      assertThat(encoder.embed(List.of())).isEmpty();
      assertThat(encoder.embedFiles(List.of())).isEmpty();
    }
  }

  private static byte[] fixture() throws IOException {
    try (InputStream ogg = AudioEncoderTest.class.getResourceAsStream("decoding/mono-8000.ogg")) {
      return ogg.readAllBytes();
    }
  }

  @Test
  void aFileThatIsNoSoundOrTooShortIsNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("no.mp3"), "not a sound");
    Path missing = directory.resolve("missing.wav");
    Path sound = Files.write(directory.resolve("a.ogg"), fixture());
    LogMel snipped = LogMel.kaldi(8_000).withFrames(8_192, 8_000, 80).withBands(64, 20, 4_000);
    AudioPreprocessing wide = new AudioPreprocessing(SPEECH.sound(), snipped, true, 0, 1);
    try (AudioEncoder encoder = AudioEncoder.untrained(PROJECTED, wide, 1)) {
      assertThatThrownBy(() -> encoder.embedFiles(List.of(text, missing)))
          .isInstanceOf(UnreadableAudioException.class)
          .hasMessageStartingWith(text + ": expected ");
      assertThatThrownBy(() -> encoder.embedFiles(List.of(missing)))
          .hasMessage(missing + ": expected an audio file, found no file");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoder.embedFiles(List.of(sound)))
          .withMessageStartingWith(sound + ": samples: expected at least 8000");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.json | \"depth\" : 1 | \"depth\" : 0 | depth: expected 1 to 256, found 0",
        "config.json | \"frames\" : 128 | \"frames\" : 12 | frames: expected a multiple of 8, found 12",
        "config.json | \"frames\" : 128 | \"frames\" : 64 | tensor audio.positions: expected shape [8, 16], found [16, 16]",
        "config.json | convolution_transformer | lstm | expected one of [convolution_transformer, spectrogram_network, spectrogram_transformer] for key type, found lstm",
        "preprocess.json | \"bands\" : 64 | \"bands\" : 32 | preprocessing gives 32 bands, the tower reads 64",
        "preprocess.json | \"sample_rate_hz\" : 8000 | \"sample_rate_hz\" : 16000 | log_mel: expected the rate of sound, 16000 Hz",
      })
  void whatIsWrongIsNamedInOneLine(String name, String old, String replaced, String message)
      throws IOException {
    AudioEncoder.save(directory, PROJECTED, SPEECH, TowerWeights.initial(PROJECTED, 4));
    Path file = directory.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replaceFirst(old, replaced));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioEncoder.load(directory).close())
        .withMessageStartingWith(directory.toString())
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "model.safetensors", "preprocess.json"})
  void aMissingOrDamagedFileIsNamed(String name) throws IOException {
    AudioEncoder.save(directory, PROJECTED, SPEECH, TowerWeights.initial(PROJECTED, 4));
    Path file = directory.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    refused(file, "");
    Files.delete(file);
    refused(file, "expected a file, found none");
  }

  private void refused(Path file, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioEncoder.load(directory).close())
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aTowerOfAnotherModalityIsRefused() {
    Encoder pixels = new Pixels();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioEncoder.untrained(pixels, SPEECH, 1).close())
        .withMessage("expected a tower over log_mel, found Pixels[]");
  }

  private record Pixels() implements Encoder {
    @Override
    public String name() {
      return "image";
    }

    @Override
    public List<InputSpec> inputs(int rows) {
      return List.of(new InputSpec("pixels", false, rows, 3));
    }

    @Override
    public int width() {
      return 3;
    }

    @Override
    public Value encode(Graph graph, Map<String, Value> inputs) {
      return inputs.get("pixels");
    }
  }
}

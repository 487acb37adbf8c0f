package dev.attune.audio.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AudioInputsTest {
  private static final AudioTower TOWER = new ConvolutionTransformer(4, 2, 1, 3, 4, 1, 1, 0, 0);
  private static final SpectrogramWritable SHORT =
      new SpectrogramWritable(new float[] {1, 2}, 1, 2);
  private static final SpectrogramWritable LONG =
      new SpectrogramWritable(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 6, 2);

  @Test
  void clipsStandInTheirRowsAndPaddingIsZero() {
    Batch batch = AudioInputs.of(new ProjectedEncoder(TOWER, 3), List.of(SHORT, LONG), 3);

    assertThat(batch.rows()).isEqualTo(3);
    assertThat(batch.integers()).isEmpty();
    assertThat(batch.floats().get("audio.log_mel"))
        .containsExactly(
            1, 2, 0, 0, 0, 0, 0, 0, //
            1, 2, 3, 4, 5, 6, 7, 8, // the first four frames of six
            0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(batch.floats().get("audio.mask"))
        .containsExactly(1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0);
    assertThat(AudioInputs.frames(TOWER)).isEqualTo(4);
  }

  @Test
  void refusesWhatDoesNotFit() {
    SpectrogramWritable narrow = new SpectrogramWritable(new float[3], 3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioInputs.of(TOWER, List.of(narrow), 1))
        .withMessage("log_mel: expected 2 bands, found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioInputs.of(TOWER, List.of(SHORT, SHORT), 1))
        .withMessage("clips: expected at most 1, found 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioInputs.of(new Pixels(), List.of(SHORT), 1))
        .withMessage("expected a tower that reads log_mel, found Pixels[]");
  }

  private record Pixels() implements Encoder {
    @Override
    public String name() {
      return "image";
    }

    @Override
    public List<InputSpec> inputs(int rows) {
      return List.of(new InputSpec("pixels", false, rows, 3, 4, 4));
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

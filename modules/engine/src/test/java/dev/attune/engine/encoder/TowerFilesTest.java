package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.attune.engine.Tensor;
import dev.attune.engine.checkpoint.Safetensors;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Value;
import dev.attune.graph.layer.ProjectedEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TowerFilesTest {
  private static final TowerFiles FILES = new TowerFiles(Passing.class, DenseTower.class);
  private static final DenseTower DENSE = new DenseTower(4, 2, true);
  private static final ProjectedEncoder PROJECTED = new ProjectedEncoder(DENSE, 7);
  private static final Map<String, Tensor> WEIGHTS = TowerWeights.initial(PROJECTED, 3);

  /** Gives back what it reads. */
  public record Passing(int width) implements Encoder {
    @Override
    public String name() {
      return "passing";
    }

    @Override
    public List<InputSpec> inputs(int rows) {
      return List.of(new InputSpec("x", false, rows, width));
    }

    @Override
    public Value encode(Graph graph, Map<String, Value> inputs) {
      return inputs.get("x");
    }
  }

  @TempDir Path directory;

  static List<Encoder> towers() {
    return List.of(DENSE, new Passing(3), PROJECTED);
  }

  @ParameterizedTest
  @MethodSource("towers")
  void whatWasWrittenIsReadBack(Encoder tower) {
    Path folder = directory.resolve("encoders/dense");
    Map<String, Tensor> own = TowerWeights.initial(tower, 3);
    Map<String, Tensor> more = new HashMap<>(own);
    more.put("other.gain", new Tensor(new long[] {1}, new float[1]));

    FILES.write(folder, tower, more, at -> {});

    assertThat(FILES.readTower(folder)).isEqualTo(tower);
    assertThat(FILES.readWeights(folder, tower)).isEqualTo(own);
    assertThat(Safetensors.read(folder.resolve("model.safetensors"))).isEqualTo(own);
  }

  @Test
  void typeSettingsAndProjectionStandInTheFile() throws IOException {
    FILES.write(directory, PROJECTED, WEIGHTS, at -> {});

    assertThat(Files.readString(directory.resolve("config.json")).replace("\r", ""))
        .isEqualTo(
            """
            {
              "type" : "dense_tower",
              "features" : 4,
              "width" : 2,
              "normed" : true,
              "projection_width" : 7
            }
            """);
  }

  @Test
  void companionsAreWrittenBeforeTheConfiguration() {
    FILES.write(
        directory,
        new ProjectedEncoder(DENSE, 7),
        WEIGHTS,
        at -> {
          assertThat(at).isEqualTo(directory).isEmptyDirectory();
          try {
            Files.createFile(at.resolve("own"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });

    assertThat(directory.resolve("own")).exists();
    assertThat(directory.resolve("config.json")).exists();
  }

  @Test
  void nothingIsWrittenOfWhatIsWrong() {
    Path folder = directory.resolve("new");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FILES.write(folder, DENSE, Map.of(), at -> {}))
        .withMessage("tensor dense.map.weight: expected shape [4, 2], found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TowerFiles(Passing.class).write(folder, DENSE, WEIGHTS, at -> {}))
        .withMessage("tower: expected passing, found " + DENSE);
    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dense_tower | lstm | expected one of [dense_tower, passing] for key type, found lstm",
        "\"features\" | \"feature\" | expected key features, found only [feature, width, normed]",
        "\"projection_width\" : 7 | \"projection_width\" : -1 | expected 0 or more for key projection_width, found -1",
        "\"features\" : 4 | \"features\" : 65 | features: expected 1 to 64, found 65",
        "\"type\" | \"kind\" | expected key type, found only [kind, features, width, normed, projection_width]",
      })
  void aWrongConfigurationIsRefusedInOneLine(String old, String replaced, String message)
      throws IOException {
    FILES.write(directory, PROJECTED, WEIGHTS, at -> {});
    Path config = directory.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(old);
    Files.writeString(config, text.replace(old, replaced));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FILES.readTower(directory))
        .withMessage(config + ": " + message);
  }

  @Test
  void weightsThatDoNotFitAreNamedWithTheirFile() {
    FILES.write(directory, PROJECTED, WEIGHTS, at -> {});
    Path file = directory.resolve("model.safetensors");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FILES.readWeights(directory, new DenseTower(4, 3, true)))
        .withMessage(file + ": tensor dense.map.weight: expected shape [4, 3], found [4, 2]");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FILES.readTower(directory))
        .withMessage(directory.resolve("config.json") + ": expected a file, found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FILES.readWeights(directory, DENSE))
        .withMessageStartingWith(directory.resolve("model.safetensors") + ": ");
  }

  @Test
  void aTowerThatIsNoRecordHasNoFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TowerFiles(Encoder.class))
        .withMessage("tower: expected a record, found " + Encoder.class);
  }
}

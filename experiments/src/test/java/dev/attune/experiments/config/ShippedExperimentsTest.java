package dev.attune.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.experiments.json.JsonDocument;
import dev.attune.experiments.json.JsonText;
import dev.attune.experiments.json.RecordBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedExperimentsTest {
  private static List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.walk(Path.of("."), 4)) {
      return entries
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> file.getNameCount() == 2 || file.startsWith("./ssl"))
          .sorted()
          .toList();
    }
  }

  @Test
  void eachIsReadAndNamedAsItsFile() throws IOException {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(4);
    for (Path file : files()) {
      RunConfig config = ExperimentBinding.read(file, List.of());
      String name = file.getFileName().toString().replace(".json", "");
      if (file.startsWith("./ssl")) {
        assertThat(config).as(file.toString()).isInstanceOf(PretrainingConfig.class);
        String modality = file.getParent().getFileName().toString();
        assertThat(config.name()).as(file.toString()).isEqualTo("ssl-" + modality + "-" + name);
        assertThat(config.modalities()).as(file.toString()).containsExactly(modality);
      }
      assertThat(config.training().epochs()).as(file.toString()).isPositive();
    }
  }

  @Test
  void writtenOutWithItsDefaultsItIsTheSame() throws IOException {
    RecordBinder binder = ExperimentBinding.binder();
    for (Path file : files()) {
      Record config = (Record) ExperimentBinding.read(file, List.of());
      String resolved = JsonText.pretty(binder.write(config));
      JsonDocument again = JsonDocument.parse("config.json", resolved);
      assertThat(binder.bind(again, config.getClass())).as(resolved).isEqualTo(config);
    }
  }

  @Test
  void anyKeyCanBeSet() {
    ExperimentConfig config =
        (ExperimentConfig)
            ExperimentBinding.read(
                Path.of("emoji-clip.json"),
                List.of(
                    "training.schedule.learning_rate=0.01",
                    "image.encoder.stages.0.width=48",
                    "pairs.0.objective={\"type\": \"siglip\", \"initial_bias\": \"auto\"}"));
    assertThat(config.training().schedule().at(107, 360)).isCloseTo(0.01, within(1e-4));
    assertThat(config.image().orElseThrow().encoder().toString()).contains("width=48");
    assertThat(config.pairs().get(0).objective().toString()).contains("SigLip");
  }
}

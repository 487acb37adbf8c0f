package dev.attune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.experiments.config.ExperimentBinding;
import dev.attune.experiments.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TooLargeTest {
  private static final String ARRAYS = "a step's arrays on a GPU";

  @TempDir Path folder;

  private TrainingConfig training(String... settings) throws IOException {
    Path file = SmallExperiment.write(folder, 1);
    return ExperimentBinding.read(file, List.of(settings)).training();
  }

  private static InsufficientMemoryException of(long needed, long fixed, long free) {
    return new InsufficientMemoryException(ARRAYS, needed << 20, free << 20, true)
        .ofWhichFixed(fixed << 20);
  }

  @Test
  void theBatchAndThePrecisionThatWouldFitAreSaid() throws IOException {
    TrainingConfig training = training("training.batch_size=12");
    assertThat(TooLarge.line(training, false, of(999, 199, 599)))
        .isEqualTo(
            "training.batch_size: 12 is too large here: a step's arrays on a GPU need 1000 MiB, and"
                + " 599 MiB of memory are free; about 6 would fit");
    assertThat(TooLarge.line(training, true, of(999, 199, 599)))
        .endsWith("; about 6 would fit, or this one in precision bf16");
    TrainingConfig chunks = training("training.batch_size=12", "training.chunk_size=4");
    assertThat(TooLarge.line(chunks, false, of(999, 199, 599)))
        .startsWith("training.chunk_size: 4 is too large here: ")
        .endsWith("; about 2 would fit");
  }

  @Test
  void whereNotOneRowFitsTheEncodersAreTooLarge() throws IOException {
    assertThat(TooLarge.line(training(), true, of(999, 598, 599)))
        .isEqualTo(
            "the encoders are too large here: a step's arrays on a GPU need 1000 MiB, and 599 MiB of"
                + " memory are free");
  }

  @Test
  void whatIsNotMeasuredHasNoFigure() throws IOException {
    assertThat(
            TooLarge.line(
                training(),
                false,
                InsufficientMemoryException.unmeasured("executor cuda: cuModuleLoadData", 9 << 20)))
        .isEqualTo(
            "training.batch_size: 4 is too large here: executor cuda: cuModuleLoadData: out of"
                + " memory, and 9 MiB of memory are free; a smaller one leaves room");
  }
}

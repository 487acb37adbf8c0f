package dev.attune.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.experiments.json.InvalidJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void eachProblemOfAFileIsALine() {
    Problem problem = Problem.of(new InvalidJsonException(List.of("a: x", "b: y")));
    assertThat(problem).isEqualTo(new Problem(2, List.of("a: x", "b: y")));
  }

  @Test
  void aFullDiskIsNotTheUsersInput() {
    IOException full = new FileSystemException("runs/x/step-3", null, "No space left on device");
    assertThat(Problem.of(new UncheckedIOException(full)))
        .isEqualTo(new Problem(1, List.of("failed: runs/x/step-3: No space left on device")));
    assertThat(Problem.of(new UncheckedIOException("runs/x: cannot be written", full)))
        .isEqualTo(new Problem(1, List.of("failed: runs/x: cannot be written")));
  }

  @Test
  void systemExceptionsAreSaidInWords() {
    assertThat(Problem.of(new NoSuchFileException("a.png")).lines())
        .containsExactly("failed: a.png: no such file");
    assertThat(Problem.of(new OutOfMemoryError("Java heap space")).lines().get(0))
        .contains("out of memory", "ATTUNE_JAVA_OPTS");
  }

  @Test
  void anythingElseIsOneLineWithItsKind() {
    assertThat(Problem.of(new IllegalStateException("two\nlines")))
        .isEqualTo(new Problem(1, List.of("failed: java.lang.IllegalStateException: two; lines")));
    assertThat(Problem.of(new IllegalArgumentException()).exitCode())
        .as("without a message it is a fault of the program")
        .isEqualTo(1);
  }

  @Test
  void interruptionHasItsOwnCode() {
    assertThat(Problem.of(new InterruptedException()).exitCode()).isEqualTo(130);
  }
}

package dev.attune.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.engine.Specs;
import dev.attune.engine.Tensor;
import dev.attune.engine.executor.TrainingState;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {
  @TempDir Path run;

  private static TrainingState state(long step) {
    Tensor weight = new Tensor(new long[] {10, 10}, Specs.normal(step, 100));
    Tensor moment = new Tensor(new long[] {10, 10}, Specs.normal(step + 1, 100));
    Tensor mean = new Tensor(new long[] {3}, Specs.normal(step + 2, 3));
    return new TrainingState(
        Map.of("w", weight), Map.of("w.momentum", moment), Map.of("mean", mean), step);
  }

  private static Progress progress(long step) {
    return new Progress(step, 2, 7, -5, Double.NaN, -1);
  }

  @Test
  void whatIsSavedIsLoaded() {
    CheckpointStore store = new CheckpointStore(run, 3, true);
    assertThat(store.latest()).isEmpty();
    Progress progress = new Progress(100, 3, 9, Long.MIN_VALUE, 0.1234567890123, 80);
    Path folder = store.save(state(100), progress);
    assertThat(folder).isEqualTo(run.resolve("checkpoints/step-100"));
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "model.safetensors", "optimizer.safetensors", "state.safetensors", "state.json");
    assertThat(store.latest()).hasValue(100);
    assertThat(store.load(100)).isEqualTo(new Checkpoint(progress, state(100)));
  }

  @Test
  void beforeTheFirstValidationThereIsNoBest() {
    CheckpointStore store = new CheckpointStore(run, 1, true);
    store.save(state(0), Progress.start(3));
    assertThat(store.load(0).progress()).isEqualTo(Progress.start(3));
  }

  @Test
  void latestIsTheHighestStepAndNothingHidden() throws IOException {
    CheckpointStore store = new CheckpointStore(run, 5, false);
    for (long step : new long[] {9, 10, 100}) {
      store.save(state(step), progress(step));
    }
    Path checkpoints = run.resolve("checkpoints");
    for (String other :
        List.of(".step-200.partial", "step-300.bak", "step-007", "step-x", "notes")) {
      Files.createDirectories(checkpoints.resolve(other));
    }
    assertThat(store.latest()).hasValue(100);
    assertThat(store.steps()).containsExactly(100L, 10L, 9L);
    store.save(state(101), progress(101));
    assertThat(checkpoints.resolve(".step-200.partial")).doesNotExist();
    assertThat(checkpoints.resolve("notes")).exists();
  }

  @Test
  void keepsTheLastAndTheBest() {
    CheckpointStore store = new CheckpointStore(run, 2, true);
    for (long step = 1; step <= 8; step++) {
      store.save(state(step), new Progress(step, 0, 0, 1, 0.5, Math.min(step, 3)));
    }
    assertThat(store.steps()).containsExactly(8L, 7L, 3L);
    assertThat(store.load(3).state()).isEqualTo(state(3));
    new CheckpointStore(run, 1, false).save(state(9), progress(9));
    assertThat(store.steps()).containsExactly(9L);
    assertThat(run.resolve("checkpoints").toFile().list()).containsExactly("step-9");
  }

  @Test
  void savingAStepAgainReplacesIt() {
    CheckpointStore store = new CheckpointStore(run, 2, true);
    store.save(state(4), progress(4));
    TrainingState other = new TrainingState(state(5).parameters(), Map.of(), Map.of(), 5);
    store.save(other, progress(4));
    assertThat(store.load(4).state()).isEqualTo(other);
    assertThat(run.resolve("checkpoints").toFile().list()).containsExactly("step-4");
  }

  /** Killed between the two renames of a replacement: the earlier one comes back. */
  @Test
  void aReplacementCutOffIsPutBack() throws IOException {
    CheckpointStore store = new CheckpointStore(run, 2, true);
    store.save(state(4), progress(4));
    Files.move(store.folder(4), store.folder(4).resolveSibling(".step-4.replaced"));
    assertThat(store.latest()).hasValue(4);
    assertThat(store.load(4).state()).isEqualTo(state(4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.2, 0.5, 0.8, 0.999})
  void aFullDiskLeavesNoPartAndTheEarlierOnes(double share) {
    Path whole = new CheckpointStore(run, 3, true).save(state(10), progress(10));
    long bytes = Arrays.stream(whole.toFile().listFiles()).mapToLong(File::length).sum();
    long room = (long) (share * bytes);
    CheckpointStore full = new CheckpointStore(run, 1, true, FullDisk.after(room));
    assertThatThrownBy(() -> full.save(state(20), progress(20)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "%s: not written: No space left on device; the last good checkpoint is %s",
            full.folder(20), full.folder(10));
    assertThat(run.resolve("checkpoints").toFile().list()).containsExactly("step-10");
    assertThat(full.load(10).state()).isEqualTo(state(10));
  }

  @Test
  void aFullDiskBeforeTheFirst() {
    CheckpointStore full = new CheckpointStore(run, 1, true, FullDisk.after(50));
    assertThatThrownBy(() -> full.save(state(20), progress(20)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(full.folder(20) + ": not written: No space left on device");
    assertThat(full.latest()).isEmpty();
  }

  @Test
  void aFullDiskWhileReplacingKeepsTheOld() {
    new CheckpointStore(run, 3, true).save(state(10), progress(10));
    CheckpointStore full = new CheckpointStore(run, 1, true, FullDisk.after(700));
    assertThatThrownBy(() -> full.save(state(11), progress(10)))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(full.load(10).state()).isEqualTo(state(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "optimizer", "state"})
  void aFileCutShortIsNamed(String name) throws IOException {
    CheckpointStore store = new CheckpointStore(run, 3, true);
    Path file = store.save(state(1), progress(1)).resolve(name + ".safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    assertThatThrownBy(() -> store.load(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": data: expected ")
        .hasMessageContaining("found ")
        .message()
        .hasLineCount(1);
    Files.delete(file);
    assertThatThrownBy(() -> store.load(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": safetensors: expected a file, found none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|expected an object",
        "{'format'|expected JSON",
        "{'format':2,'step':1,'epoch':0,'batch':0,'updates':1,'seed':1}|format: expected 1, found 2",
        "{'format':1,'step':1,'epoch':0,'batch':0,'updates':1}|seed: expected a number, found none",
        "{'format':1,'step':1,'epoch':0,'batch':0,'updates':1,'seed':1,'sed':1}|found \"sed\"",
        "{'format':1,'step':1,'step':1,'epoch':0,'batch':0,'updates':1,'seed':1}|found \"step\"",
        "{'format':1,'step':'1','epoch':0,'batch':0,'updates':1,'seed':1}|found VALUE_STRING",
        "{'format':1,'step':1.5,'epoch':0,'batch':0,'updates':1,'seed':1}|a whole number of 64 bits, found 1.5",
        "{'format':1,'step':1,'epoch':99999999999,'batch':0,'updates':1,'seed':1}|at most 2147483647",
        "{'format':1,'step':1,'epoch':-1,'batch':0,'updates':1,'seed':1}|expected 0 or more",
        "{'format':1,'step':7,'epoch':0,'batch':0,'updates':1,'seed':1}|step: expected 1, found 7",
        "{'format':1,'step':1,'epoch':0,'batch':0,'updates':1,'seed':99999999999999999999}|64 bits"
      })
  void aStateThatIsWrongIsOneLine(String text, String part) throws IOException {
    CheckpointStore store = new CheckpointStore(run, 3, true);
    Path file = store.save(state(1), progress(1)).resolve("state.json");
    Files.writeString(file, text.replace('\'', '"'));
    assertThatThrownBy(() -> store.load(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(part)
        .message()
        .hasLineCount(1);
  }

  @Test
  void aStepWithoutACheckpointNamesThoseThereAre() {
    CheckpointStore store = new CheckpointStore(run, 3, true);
    store.save(state(1), progress(1));
    assertThatThrownBy(() -> store.load(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            store.folder(2) + ": checkpoint: expected a folder, found none; there are steps [1]");
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new CheckpointStore(run, 0, true))
        .hasMessage("keep_last: expected 1 or more, found 0");
    assertThatThrownBy(() -> new Progress(1, 1, 1, 1, 0.5, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Progress(-1, 1, 1, 1, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.attune.engine.checkpoint;

import dev.attune.engine.executor.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run: {@code checkpoints/step-N/} with {@code model.safetensors}, {@code
 * optimizer.safetensors}, {@code state.safetensors} and {@code state.json}, each folder whole or
 * absent. One process writes at a time.
 */
public final class CheckpointStore {
  private static final String MODEL = "model.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATISTICS = "state.safetensors";
  private static final String PROGRESS = "state.json";
  private static final Pattern WHOLE = Pattern.compile("step-(0|[1-9]\\d{0,17})");
  private static final Pattern REPLACED = Pattern.compile("\\.(step-\\d+)\\.replaced");
  private static final Pattern LEFT_OVER = Pattern.compile("\\.step-\\d+\\.(partial|dropped)");

  private final Path folder;
  private final int keepLast;
  private final boolean keepBest;
  private final Disk disk;

  /**
   * Opens a run's checkpoints; there may be none yet.
   *
   * @param run the run directory
   * @param keepLast how many of the newest to keep, at least 1
   * @param keepBest whether to keep that of {@link Progress#bestStep} too
   */
  public CheckpointStore(Path run, int keepLast, boolean keepBest) {
    this(run, keepLast, keepBest, Disk.MACHINE);
  }

  CheckpointStore(Path run, int keepLast, boolean keepBest, Disk disk) {
    if (keepLast < 1) {
      throw new IllegalArgumentException("keep_last: expected 1 or more, found " + keepLast);
    }
    this.folder = run.resolve("checkpoints");
    this.keepLast = keepLast;
    this.keepBest = keepBest;
    this.disk = disk;
  }

  /** Where the checkpoint of a step stands. */
  public Path folder(long step) {
    return folder.resolve("step-" + step);
  }

  /** The steps that have a checkpoint, newest first. */
  public List<Long> steps() {
    return names().stream()
        .map(WHOLE::matcher)
        .filter(Matcher::matches)
        .map(m -> Long.valueOf(m.group(1)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The newest step that has a checkpoint. */
  public OptionalLong latest() {
    putBack();
    return steps().stream().mapToLong(Long::longValue).findFirst();
  }

  /**
   * Writes the checkpoint of {@code progress.step()}, then deletes those that are no longer kept.
   *
   * @return its folder
   * @throws UncheckedIOException if it cannot be written; there is then no trace of it, and earlier
   *     checkpoints are as they were
   */
  public Path save(TrainingState state, Progress progress) {
    Path target = folder(progress.step());
    Path aside = hidden(progress.step(), "partial");
    try {
      Files.createDirectories(folder);
      deleteLeftOvers();
      Files.createDirectory(aside);
      write(aside, state, progress);
      WholeFile.sync(aside);
      replace(progress.step(), aside, target);
    } catch (IOException e) {
      WholeFile.remove(aside, e);
      throw new UncheckedIOException(
          target + ": not written: " + WholeFile.reason(e) + lastGood(), e);
    } catch (RuntimeException e) {
      WholeFile.remove(aside, e);
      throw e;
    }
    drop(progress);
    return target;
  }

  private String lastGood() {
    OptionalLong last = latest();
    return last.isEmpty() ? "" : "; the last good checkpoint is " + folder(last.getAsLong());
  }

  private void write(Path to, TrainingState state, Progress progress) throws IOException {
    Map<String, String> format = Map.of("format", "attune");
    WholeFile.create(
        to.resolve(MODEL), disk, out -> Safetensors.write(out, state.parameters(), format));
    WholeFile.create(
        to.resolve(OPTIMIZER), disk, out -> Safetensors.write(out, state.optimizer(), format));
    WholeFile.create(
        to.resolve(STATISTICS), disk, out -> Safetensors.write(out, state.statistics(), format));
    WholeFile.create(
        to.resolve(PROGRESS), disk, new ProgressFile(progress, state.updates())::write);
  }

  /** Folders cannot be exchanged in one go: a run killed between the renames is put back later. */
  private void replace(long step, Path aside, Path target) throws IOException {
    Path old = hidden(step, "replaced");
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      putBack();
      throw e;
    }
    WholeFile.sync(folder);
    WholeFile.delete(old);
  }

  private void putBack() {
    for (String name : names()) {
      Matcher replaced = REPLACED.matcher(name);
      if (!replaced.matches()) {
        continue;
      }
      Path target = folder.resolve(replaced.group(1));
      try {
        if (Files.exists(target)) {
          WholeFile.delete(folder.resolve(name));
        } else {
          Files.move(folder.resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(target + ": " + WholeFile.reason(e), e);
      }
    }
  }

  private void drop(Progress progress) {
    List<Long> steps = steps();
    for (Long step : steps.subList(Math.min(keepLast, steps.size()), steps.size())) {
      boolean kept = keepBest && step == progress.bestStep();
      if (kept || step == progress.step()) {
        continue;
      }
      try {
        // Renamed first: a folder that is half deleted must not pass for a checkpoint.
        Path dropped = hidden(step, "dropped");
        Files.move(folder(step), dropped, StandardCopyOption.ATOMIC_MOVE);
        WholeFile.delete(dropped);
      } catch (IOException e) {
        throw new UncheckedIOException(folder(step) + ": not deleted: " + WholeFile.reason(e), e);
      }
    }
  }

  private void deleteLeftOvers() throws IOException {
    putBack();
    for (String name : names()) {
      if (LEFT_OVER.matcher(name).matches()) {
        WholeFile.delete(folder.resolve(name));
      }
    }
  }

  /**
   * Reads the checkpoint of a step.
   *
   * @throws IllegalArgumentException if a file of it is missing, cut short or wrong; one line
   *     naming it, what was expected and what was found
   */
  public Checkpoint load(long step) {
    Path from = folder(step);
    if (!Files.isDirectory(from)) {
      throw FileText.wrong(from, "checkpoint", "a folder", "none; there are steps " + steps());
    }
    try {
      ProgressFile file = ProgressFile.read(from.resolve(PROGRESS));
      if (file.progress().step() != step) {
        throw FileText.wrong(
            from.resolve(PROGRESS), "step", "" + step, "" + file.progress().step());
      }
      TrainingState state =
          new TrainingState(
              Safetensors.read(from.resolve(MODEL)),
              Safetensors.read(from.resolve(OPTIMIZER)),
              Safetensors.read(from.resolve(STATISTICS)),
              file.updates());
      return new Checkpoint(file.progress(), state);
    } catch (IOException e) {
      throw new UncheckedIOException(from + ": not read: " + WholeFile.reason(e), e);
    }
  }

  private Path hidden(long step, String suffix) {
    return folder.resolve(".step-" + step + "." + suffix);
  }

  private List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + WholeFile.reason(e), e);
    }
  }
}

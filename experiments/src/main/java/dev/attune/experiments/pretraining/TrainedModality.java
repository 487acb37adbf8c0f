package dev.attune.experiments.pretraining;

import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.augmentation.text.TokensWritable;
import dev.attune.experiments.config.PretrainingConfig;
import dev.attune.experiments.config.TaskConfig;
import dev.attune.experiments.modality.ImageItems;
import dev.attune.experiments.modality.Items;
import dev.attune.experiments.modality.Media;
import dev.attune.experiments.modality.Modality;
import dev.attune.experiments.modality.SoundItems;
import dev.attune.experiments.modality.TextItems;
import dev.attune.experiments.modality.TextModality;
import dev.attune.experiments.run.Sample;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.AudioMethod;
import dev.attune.pretraining.ImageMethod;
import dev.attune.pretraining.Method;
import dev.attune.pretraining.Task;
import dev.attune.pretraining.TextMethod;
import dev.attune.pretraining.Vocabulary;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.datavec.api.writable.Writable;

/**
 * The one modality of a run: its items, and the tasks that its encoder learns by.
 *
 * @param modality embeds and exports
 * @param items become what methods read
 * @param tasks with what they work out once done
 * @param batches of all tasks
 * @param <W> the kind of item
 */
record TrainedModality<W extends Writable>(
    Modality modality, Items<W> items, List<Task> tasks, TaskBatches<W> batches) {

  private static final int LOOKED_AT = 500;

  /** By the run's configuration. */
  static TrainedModality<?> of(
      PretrainingConfig config, PretrainingData data, Media media, Modality modality) {
    return switch (config.modality()) {
      case "image" ->
          images(
              config,
              data,
              modality,
              new ImageItems(config.image().get(), media.pixels(), grey(data, media)));
      case "audio" ->
          sounds(
              config,
              data,
              modality,
              new SoundItems(config.audio().get(), media.sounds().orElseThrow()));
      default -> texts(config, data, (TextModality) modality);
    };
  }

  /** Whether none of some training pictures has a colour. */
  private static boolean grey(PretrainingData data, Media media) {
    return Sample.of(data.plan().train(), LOOKED_AT).stream()
        .map(position -> data.data().item(position).image().orElseThrow())
        .allMatch(file -> ImageItems.isGrey(media.pixels().apply(file)));
  }

  private static TrainedModality<PixelsWritable> images(
      PretrainingConfig config, PretrainingData data, Modality modality, ImageItems items) {
    List<Task> tasks = new ArrayList<>();
    List<TaskBatches.TaskRows<PixelsWritable>> rows = new ArrayList<>();
    for (TaskConfig task : config.tasks()) {
      if (task.method() instanceof AnyMethod any) {
        rows.add(new TaskBatches.TaskRows<>(task.name(), any::<PixelsWritable>batch));
        tasks.add(task(task, any));
      } else {
        ImageMethod method = ((ImageMethod) task.method()).prepared(plain(data, items));
        rows.add(new TaskBatches.TaskRows<PixelsWritable>(task.name(), method::batch));
        tasks.add(task(task, method));
      }
    }
    return of(config, data, modality, items, tasks, rows);
  }

  private static TrainedModality<SpectrogramWritable> sounds(
      PretrainingConfig config, PretrainingData data, Modality modality, SoundItems items) {
    List<Task> tasks = new ArrayList<>();
    List<TaskBatches.TaskRows<SpectrogramWritable>> rows = new ArrayList<>();
    for (TaskConfig task : config.tasks()) {
      if (task.method() instanceof AnyMethod any) {
        rows.add(new TaskBatches.TaskRows<>(task.name(), any::<SpectrogramWritable>batch));
        tasks.add(task(task, any));
      } else {
        AudioMethod method = ((AudioMethod) task.method()).prepared(plain(data, items));
        rows.add(new TaskBatches.TaskRows<SpectrogramWritable>(task.name(), method::batch));
        tasks.add(task(task, method));
      }
    }
    return of(config, data, modality, items, tasks, rows);
  }

  private static TrainedModality<TokensWritable> texts(
      PretrainingConfig config, PretrainingData data, TextModality modality) {
    TextItems items = modality.items();
    Vocabulary vocabulary = items.vocabulary();
    List<Task> tasks = new ArrayList<>();
    List<TaskBatches.TaskRows<TokensWritable>> rows = new ArrayList<>();
    for (TaskConfig task : config.tasks()) {
      if (task.method() instanceof AnyMethod any) {
        rows.add(new TaskBatches.TaskRows<>(task.name(), any::<TokensWritable>batch));
      } else {
        TextMethod method = (TextMethod) task.method();
        rows.add(
            new TaskBatches.TaskRows<>(
                task.name(), (examples, tensors) -> method.batch(examples, tensors, vocabulary)));
      }
      tasks.add(task(task, task.method()));
    }
    return of(config, data, modality, items, tasks, rows);
  }

  private static <W extends Writable> TrainedModality<W> of(
      PretrainingConfig config,
      PretrainingData data,
      Modality modality,
      Items<W> items,
      List<Task> tasks,
      List<TaskBatches.TaskRows<W>> rows) {
    TaskBatches<W> batches = new TaskBatches<>(data, items, rows, new Seeds(config.seed()));
    return new TrainedModality<>(modality, items, tasks, batches);
  }

  private static Task task(TaskConfig config, Method method) {
    return new Task(config.name(), method, config.weight());
  }

  private static <W extends Writable> Iterable<W> plain(PretrainingData data, Items<W> items) {
    return () -> {
      Iterator<Integer> positions = data.train().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return positions.hasNext();
        }

        @Override
        public W next() {
          return items.plain(data.data().item(positions.next()));
        }
      };
    };
  }

  /** An item's own numbers, without any encoder. */
  float[] raw(PretrainingData data, int position) {
    return items.raw(items.plain(data.data().item(position)));
  }
}

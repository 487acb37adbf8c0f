package dev.attune.engine.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Images between convolutions stand with their channels last, as convolution kernels like them:
 * from each convolution on through norms and functions of single elements. Where an image comes
 * from elsewhere, or goes elsewhere, it is copied once.
 */
final class ChannelsLast {
  private final Steps steps;
  private final Storages storages;

  /** Storages of images that convolutions reach, with the shape that all who reach them see. */
  private final Map<Integer, long[]> images = new TreeMap<>();

  ChannelsLast(Steps steps, Storages storages) {
    this.steps = steps;
    this.storages = storages;
  }

  void run() {
    spread();
    for (int storage : List.copyOf(images.keySet())) {
      layOut(storage);
    }
  }

  /** Collects all images that steps of this kind connect with a convolution. */
  private void spread() {
    Deque<Integer> open = new ArrayDeque<>();
    for (Step step : steps.list()) {
      if (isConvolution(step)) {
        add(step, open);
      }
    }
    while (!open.isEmpty()) {
      int storage = open.remove();
      List<Integer> around = new ArrayList<>();
      steps.reads(storage).forEach(read -> around.add(read.step()));
      if (steps.writer(storage) >= 0) {
        around.add(steps.writer(storage));
      }
      for (int index : around) {
        Step step = steps.get(index);
        if (reaches(step, storage)) {
          add(step, open);
        }
      }
    }
  }

  private void add(Step step, Deque<Integer> open) {
    for (Operand image : free(step)) {
      if (images.putIfAbsent(image.storage(), image.shape()) == null) {
        open.add(image.storage());
      }
    }
  }

  /**
   * The images of a step, if it sees each of them under the shape that the others see; else none: a
   * reshaped image is another order of elements, and stays in C order.
   */
  private List<Operand> free(Step step) {
    List<Operand> all = images(step);
    boolean alike =
        all.stream()
            .allMatch(
                image -> {
                  long[] known = images.get(image.storage());
                  return known == null || Arrays.equals(known, image.shape());
                });
    boolean amongThemselves =
        all.stream()
            .allMatch(
                one ->
                    all.stream()
                        .filter(other -> other.storage() == one.storage())
                        .allMatch(other -> Arrays.equals(other.shape(), one.shape())));
    return alike && amongThemselves ? all : List.of();
  }

  private static boolean isConvolution(Step step) {
    return step.kernel() instanceof Kernel.Convolution
        || step.kernel() instanceof Kernel.ConvolutionBackwardImage
        || step.kernel() instanceof Kernel.ConvolutionBackwardWeights;
  }

  /** The operands of a step whose order of memory is free, all images; none if it has no such. */
  private static List<Operand> images(Step step) {
    List<Operand> in = step.inputs();
    Kernel kernel = step.kernel();
    if (kernel instanceof Kernel.Convolution || kernel instanceof Kernel.BatchNorm) {
      return with(step, List.of(in.get(0), step.output()));
    } else if (kernel instanceof Kernel.ConvolutionBackwardImage || kernel instanceof Kernel.Pool) {
      return List.of(in.get(0), step.output());
    } else if (kernel instanceof Kernel.PoolBackward) {
      return List.of(in.get(0), in.get(1), step.output());
    } else if (kernel instanceof Kernel.ConvolutionBackwardWeights) {
      return List.of(in.get(0), in.get(1));
    } else if (kernel instanceof Kernel.BatchNormBackward) {
      return List.of(in.get(0), in.get(1), step.output());
    }
    boolean single =
        kernel instanceof Kernel.Map
            || kernel instanceof Kernel.MapBackward
            || kernel instanceof Kernel.Pairwise;
    if (!single || step.output().rank() != 4) {
      return List.of();
    }
    List<Operand> all = new ArrayList<>(in);
    all.add(step.output());
    return with(step, all);
  }

  /** Those of the operands, and of the epilogues', that have the result's rank and length. */
  private static List<Operand> with(Step step, List<Operand> operands) {
    List<Operand> images = new ArrayList<>(operands);
    step.epilogues().stream().map(Epilogue::reads).filter(o -> o != null).forEach(images::add);
    Operand result = step.output();
    images.removeIf(
        o ->
            o.rank() != 4
                || (!isConvolution(step) && !Arrays.equals(o.shape(), result.shape()))
                || (isConvolution(step) && !operands.contains(o) && o.length() != result.length()));
    return images;
  }

  private void layOut(int storage) {
    int writer = steps.writer(storage);
    boolean written = writer >= 0 && reaches(steps.get(writer), storage);
    Operand dense = Operand.dense(storage, images.get(storage));
    if (written && steps.isResult(storage)) {
      copyOut(writer, storage, dense);
    } else if (written) {
      leaveElsewhere(storage, dense);
      rewrite(storage, o -> channelsLast(o.storage(), o));
    } else {
      arrive(storage, dense);
    }
  }

  private boolean reaches(Step step, int storage) {
    return free(step).stream().anyMatch(image -> image.storage() == storage);
  }

  /** Writes a result of the program channels last, and copies it to where its readers look. */
  private void copyOut(int writer, int storage, Operand dense) {
    Operand fresh = storages.fresh("channels last", dense.shape());
    List<Integer> touched = new ArrayList<>(readers(storage, true));
    touched.add(writer);
    for (int index : touched) {
      steps.set(index, moved(steps.get(index), storage, o -> channelsLast(fresh.storage(), o)));
    }
    steps.insert(writer + 1, Step.copy(channelsLast(fresh.storage(), dense), dense));
  }

  /** Copies an image back to C order for the steps that need it so. */
  private void leaveElsewhere(int storage, Operand dense) {
    List<Integer> elsewhere = readers(storage, false);
    if (elsewhere.isEmpty()) {
      return;
    }
    Operand copy = storages.fresh("channels first", dense.shape());
    for (int reader : elsewhere) {
      steps.set(reader, moved(steps.get(reader), storage, o -> at(o, copy.storage())));
    }
    Operand from = channelsLast(storage, dense);
    steps.insert(elsewhere.get(0), Step.copy(from, copy));
  }

  /** Copies an image that comes in C order for the steps that like its channels last. */
  private void arrive(int storage, Operand dense) {
    List<Integer> readers = readers(storage, true);
    if (readers.isEmpty()) {
      return;
    }
    Operand fresh = storages.fresh("channels last", dense.shape());
    for (int reader : readers) {
      steps.set(reader, moved(steps.get(reader), storage, o -> channelsLast(fresh.storage(), o)));
    }
    Operand to = channelsLast(fresh.storage(), dense);
    steps.insert(readers.get(0), Step.copy(dense, to));
  }

  /** Steps that read a storage as an image in any order, or the others; ascending. */
  private List<Integer> readers(int storage, boolean asImage) {
    return steps.reads(storage).stream()
        .map(Steps.Read::step)
        .filter(index -> reaches(steps.get(index), storage) == asImage)
        .distinct()
        .sorted()
        .toList();
  }

  private void rewrite(int storage, UnaryOperator<Operand> change) {
    Set<Integer> touched = new HashSet<>(readers(storage, true));
    touched.add(steps.writer(storage));
    touched.forEach(index -> steps.set(index, moved(steps.get(index), storage, change)));
  }

  private static Step moved(Step step, int storage, UnaryOperator<Operand> change) {
    return step.mapped(o -> o.storage() == storage ? change.apply(o) : o);
  }

  private static Operand at(Operand operand, int storage) {
    return operand.at(storage);
  }

  private static Operand channelsLast(int storage, Operand image) {
    long channels = image.size(1);
    long width = image.size(3);
    long[] strides = {channels * image.size(2) * width, 1, width * channels, channels};
    return new Operand(storage, 0, image.shape(), strides);
  }
}

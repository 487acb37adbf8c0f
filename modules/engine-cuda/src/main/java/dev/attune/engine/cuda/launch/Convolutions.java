package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import dev.attune.engine.plan.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Convolutions as products: the elements of each window are gathered as a row of a matrix, [n, y,
 * x] by [dy, dx, channel], which is multiplied with the weights; backward the product of gradient
 * and weights is summed back into the image, and the weights' gradient is the product of gradient
 * and gathered windows. Windows of one pixel are the image itself. Of a large batch the windows are
 * gathered in equal pieces.
 */
final class Convolutions {
  /** What gathered windows take at most, unless told otherwise. */
  static final long MOST_BYTES = 1L << 30;

  private final Memory memory;
  private final Products products;
  private final DataType factors;
  private final long mostBytes;

  /** Weights in the order of gathered windows, by what they are otherwise. */
  private final Map<String, Operand> ordered = new HashMap<>();

  /**
   * Of one plan.
   *
   * @param mostBytes what gathered windows take at most, if that is as much as one image's
   */
  Convolutions(Memory memory, Products products, Precision precision, long mostBytes) {
    this.memory = memory;
    this.products = products;
    this.factors = precision == Precision.BF16 ? DataType.BFLOAT16 : DataType.FLOAT;
    this.mostBytes = mostBytes;
  }

  /** Whether a step is a convolution, or a part of its backward pass. */
  static boolean isConvolution(Step step) {
    return step.kernel() instanceof Kernel.Convolution
        || step.kernel() instanceof Kernel.ConvolutionBackwardImage
        || step.kernel() instanceof Kernel.ConvolutionBackwardWeights;
  }

  /** The launches of a convolution, in order. */
  List<Launch> of(Step step) {
    List<Launch> launches = new ArrayList<>();
    if (step.kernel() instanceof Kernel.Convolution convolution) {
      forward(step, convolution.window(), launches);
    } else if (step.kernel() instanceof Kernel.ConvolutionBackwardImage convolution) {
      backwardImage(step, convolution.window(), launches);
    } else {
      Window window = ((Kernel.ConvolutionBackwardWeights) step.kernel()).window();
      backwardWeights(step, window, launches);
    }
    return launches;
  }

  /** Images of a batch. */
  private record Piece(long from, long to) {
    Operand of(Operand batch) {
      return batch.leading(from, to);
    }
  }

  private List<Piece> pieces(Window window, Operand image, Operand result) {
    long batch = image.size(0);
    long windows = batch * result.size(2) * result.size(3);
    long bytes = windows * image.size(1) * window.height() * window.width() * factors.width();
    long count =
        isPixel(window)
            ? 1
            : LongStream.rangeClosed(1, batch)
                .filter(parts -> batch % parts == 0 && bytes / parts <= mostBytes)
                .findFirst()
                .orElse(batch);
    long size = batch / count;
    return LongStream.range(0, count).mapToObj(i -> new Piece(i * size, (i + 1) * size)).toList();
  }

  private static boolean isPixel(Window window) {
    return LongStream.of(window.size()).allMatch(size -> size == 1)
        && LongStream.of(window.strides()).allMatch(stride -> stride == 1)
        && LongStream.of(window.before()).allMatch(padding -> padding == 0)
        && LongStream.of(window.after()).allMatch(padding -> padding == 0);
  }

  private void forward(Step step, Window window, List<Launch> launches) {
    Operand image = step.inputs().get(0);
    Operand weights = weights(step.inputs().get(1), launches);
    Operand output = step.output();
    Optional<List<Epilogue>> taken = ofPixels(step, new Piece(0, output.size(0)));
    boolean direct = taken.isPresent() && result(output).isPresent();
    Operand to = direct ? output : freshImage("convolution", memory.type(output), output);
    for (Piece piece : pieces(window, image, output)) {
      Operand gathered = gathered(window, piece.of(image), piece.of(output), launches);
      List<Epilogue> epilogues = direct ? ofPixels(step, piece).orElseThrow() : List.of();
      launches.addAll(multiplied(gathered, weights.transposed(), pixels(piece.of(to)), epilogues));
    }
    if (!direct) {
      Operand last = Images.channelsLast(output);
      generate(Images.channelsLast(to), ofChannels(step), last, launches);
    }
  }

  private void backwardImage(Step step, Window window, List<Launch> launches) {
    Operand gradient = step.inputs().get(0);
    Operand weights = weights(step.inputs().get(1), launches);
    Operand output = step.output();
    for (Piece piece : pieces(window, output, gradient)) {
      Operand rows = rows(piece.of(gradient), launches);
      Operand to = piece.of(output);
      if (isPixel(window) && result(to).isPresent()) {
        launches.addAll(multiplied(rows, weights, pixels(to), List.of()));
      } else {
        Operand elements = freshWindows("gradients of windows", window, to, piece.of(gradient));
        Operand matrix = elements.reshaped(rows.size(0), weights.size(1));
        launches.addAll(multiplied(rows, weights, matrix, List.of()));
        launches.add(over(WindowKernel.Kind.SUM, window, elements, to));
      }
    }
  }

  private void backwardWeights(Step step, Window window, List<Launch> launches) {
    Operand gradient = step.inputs().get(0);
    Operand image = step.inputs().get(1);
    Operand output = Images.channelsLast(step.output());
    long[] shape = {output.size(0), output.length() / output.size(0)};
    Optional<Operand> direct = Images.joined(output, 1, 4);
    Operand to =
        direct.orElseGet(() -> memory.fresh("gradient of weights", memory.type(output), shape));
    List<Epilogue> added = List.of();
    for (Piece piece : pieces(window, image, gradient)) {
      Operand rows = rows(piece.of(gradient), launches);
      Operand gathered = gathered(window, piece.of(image), piece.of(gradient), launches);
      launches.addAll(multiplied(rows.transposed(), gathered, to, added));
      added = List.of(new Epilogue.Join(Binary.ADD, to));
    }
    if (direct.isEmpty()) {
      generate(to.reshaped(output.shape()), List.of(), output, launches);
    }
  }

  private List<Launch> multiplied(
      Operand left, Operand right, Operand to, List<Epilogue> epilogues) {
    return products.of(
        new Step(new Kernel.Product(), List.of(left, right), List.of(to), epilogues));
  }

  private static Operand pixels(Operand image) {
    return Images.pixels(image).orElseThrow();
  }

  /** Pixels that a product can be written to. */
  private static Optional<Operand> result(Operand image) {
    return Images.pixels(image)
        .filter(pixels -> Matrix.of(pixels).filter(Matrix::turned).isPresent());
  }

  /** An image's pixels as rows, copied if they are none in memory. */
  private Operand rows(Operand image, List<Launch> launches) {
    return Images.pixels(image)
        .orElseGet(
            () -> {
              Operand copy = freshImage("pixels", factors, image);
              generate(image, List.of(), copy, launches);
              return pixels(copy);
            });
  }

  /** Windows as rows. */
  private Operand gathered(Window window, Operand image, Operand result, List<Launch> launches) {
    if (isPixel(window)) {
      return rows(image, launches);
    }
    Operand to = freshWindows("windows", window, image, result);
    launches.add(over(WindowKernel.Kind.GATHER, window, image, to));
    return to.reshaped(
        result.size(0) * result.size(2) * result.size(3),
        image.size(1) * window.height() * window.width());
  }

  private static Launch over(WindowKernel.Kind kind, Window window, Operand from, Operand to) {
    return new Launch.OverWindows(new WindowKernel(kind, window, List.of(from), to));
  }

  private Operand freshWindows(String name, Window window, Operand image, Operand result) {
    return memory.fresh(
        name,
        factors,
        result.size(0),
        result.size(2),
        result.size(3),
        window.height(),
        window.width(),
        image.size(1));
  }

  /** Of another's shape, channels last in memory. */
  private Operand freshImage(String name, DataType type, Operand like) {
    return Images.channelsFirst(memory.fresh(name, type, Images.channelsLast(like).shape()));
  }

  /** Weights [out, channels, height, width] as [out, dy · dx · channel]. */
  private Operand weights(Operand weights, List<Launch> launches) {
    Operand last = Images.channelsLast(weights);
    return Images.joined(last, 1, 4)
        .orElseGet(
            () ->
                ordered.computeIfAbsent(
                    weights.toString(),
                    name -> {
                      Operand copy = memory.fresh("weights of windows", factors, last.shape());
                      generate(last, List.of(), copy, launches);
                      return Images.joined(copy, 1, 4).orElseThrow();
                    }));
  }

  private static void generate(
      Operand from, List<Epilogue> epilogues, Operand to, List<Launch> launches) {
    launches.add(new Launch.Generated(Axes.collapsed(StepKernels.elements(from, epilogues, to))));
  }

  /** A step's epilogues on its result with the channels last. */
  private static List<Epilogue> ofChannels(Step step) {
    long[] shape = step.output().shape();
    return step.epilogues().stream()
        .map(
            epilogue ->
                epilogue instanceof Epilogue.Join join
                    ? new Epilogue.Join(
                        join.operation(), Images.channelsLast(Broadcast.to(join.other(), shape)))
                    : epilogue)
        .toList();
  }

  /** Those of some images' pixels; none if one reads what is no matrix of pixels. */
  private static Optional<List<Epilogue>> ofPixels(Step step, Piece piece) {
    List<Epilogue> epilogues = new ArrayList<>();
    for (Epilogue epilogue : ofChannels(step)) {
      if (epilogue instanceof Epilogue.Join join) {
        Optional<Operand> matrix = Images.joined(piece.of(join.other()), 0, 3);
        if (matrix.isEmpty()) {
          return Optional.empty();
        }
        epilogues.add(new Epilogue.Join(join.operation(), matrix.get()));
      } else {
        epilogues.add(epilogue);
      }
    }
    return Optional.of(epilogues);
  }
}

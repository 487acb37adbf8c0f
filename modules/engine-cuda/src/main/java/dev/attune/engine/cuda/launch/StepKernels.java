package dev.attune.engine.cuda.launch;

import static dev.attune.engine.cuda.kernel.Term.add;
import static dev.attune.engine.cuda.kernel.Term.divide;
import static dev.attune.engine.cuda.kernel.Term.linear;
import static dev.attune.engine.cuda.kernel.Term.multiply;
import static dev.attune.engine.cuda.kernel.Term.subtract;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Statement.Reduction;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.plan.Epilogue;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Kernel;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** The generated kernels of a plan's steps, each for itself. */
final class StepKernels {
  private static final int[] IMAGES_BY_CHANNEL = {1, 0, 2, 3};

  private StepKernels() {}

  /** The kernels of a step; none if it is a library's. */
  static List<RowKernel> of(Step step) {
    Kernel kernel = step.kernel();
    List<Operand> in = step.inputs();
    if (kernel instanceof Kernel.Map map) {
      return elements(step, new Term.Apply(map.function(), load(in.get(0), step)));
    } else if (kernel instanceof Kernel.MapBackward map) {
      Term g = load(in.get(0), step);
      return elements(
          step, new Term.Slope(map.function(), g, load(in.get(1), step), map.fromResult()));
    } else if (kernel instanceof Kernel.Pairwise pairwise) {
      Term right = load(in.get(1), step);
      return elements(step, new Term.Join(pairwise.operation(), load(in.get(0), step), right));
    } else if (kernel instanceof Kernel.Copy) {
      return elements(step, load(in.get(0), step));
    } else if (kernel instanceof Kernel.Softmax softmax) {
      return List.of(softmax(step, softmax.logarithm()));
    } else if (kernel instanceof Kernel.SoftmaxBackward softmax) {
      return List.of(softmaxBackward(step, softmax.logarithm()));
    } else if (kernel instanceof Kernel.LayerNorm norm) {
      return List.of(norm(step, norm.epsilon(), false));
    } else if (kernel instanceof Kernel.LayerNormBackward norm) {
      return normBackward(step, norm.epsilon(), false);
    } else if (kernel instanceof Kernel.BatchNorm norm) {
      return List.of(norm(step, norm.epsilon(), true));
    } else if (kernel instanceof Kernel.BatchNormBackward norm) {
      return normBackward(step, norm.epsilon(), true);
    }
    return List.of();
  }

  /** Of the output's shape, sizes of 1 repeated. */
  private static Term load(Operand operand, Step step) {
    return new Term.Load(Broadcast.to(operand, step.output().shape()));
  }

  private static List<RowKernel> elements(Step step, Term value) {
    return List.of(elements(value, step.epilogues(), step.output()));
  }

  /** Each element of an operand, of the output's shape, and what is done to it. */
  static RowKernel elements(Operand from, List<Epilogue> epilogues, Operand output) {
    return elements(new Term.Load(Broadcast.to(from, output.shape())), epilogues, output);
  }

  private static RowKernel elements(Term value, List<Epilogue> epilogues, Operand output) {
    Term last = value;
    for (Epilogue epilogue : epilogues) {
      last = after(epilogue, last, output);
    }
    Operand to = Broadcast.atLeastOneAxis(output);
    // One row an element of the first axes: neighbours of the last axis stay together.
    return new RowKernel(to.shape(), to.rank() - 1, List.of(new Statement.Store(to, last)));
  }

  private static Term after(Epilogue epilogue, Term value, Operand output) {
    if (epilogue instanceof Epilogue.Apply apply) {
      return new Term.Apply(apply.function(), value);
    }
    if (epilogue instanceof Epilogue.Join join) {
      Operand other = Broadcast.to(join.other(), output.shape());
      return new Term.Join(join.operation(), value, new Term.Load(other));
    }
    // Only products have one here: it follows their columns.
    Operand vector = ((Epilogue.Bias) epilogue).vector();
    return Term.add(value, new Term.Load(Broadcast.to(vector, output.shape())));
  }

  private static RowKernel softmax(Step step, boolean logarithm) {
    Term v = load(step.inputs().get(0), step);
    List<Statement> statements = new ArrayList<>();
    statements.add(new Statement.Reduce(0, Reduction.MAX, v));
    Term shifted = subtract(v, new Term.RowValue(0));
    statements.add(new Statement.Let(1, Term.of(Function.Kind.EXPONENTIAL, shifted)));
    statements.add(new Statement.Reduce(2, Reduction.SUM, new Term.Element(1)));
    if (logarithm) {
      statements.add(
          new Statement.LetRow(3, Term.of(Function.Kind.LOGARITHM, new Term.RowValue(2))));
    }
    Term result =
        logarithm
            ? subtract(shifted, new Term.RowValue(3))
            : divide(new Term.Element(1), new Term.RowValue(2));
    statements.add(new Statement.Store(step.output(), result));
    return rows(step.output(), statements);
  }

  private static RowKernel softmaxBackward(Step step, boolean logarithm) {
    Term g = load(step.inputs().get(0), step);
    Term y = load(step.inputs().get(1), step);
    Term along = logarithm ? g : multiply(g, y);
    Term sum = new Term.RowValue(0);
    Term gradient =
        logarithm
            ? subtract(g, multiply(Term.of(Function.Kind.EXPONENTIAL, y), sum))
            : multiply(y, subtract(g, sum));
    return rows(
        step.output(),
        List.of(
            new Statement.Reduce(0, Reduction.SUM, along),
            new Statement.Store(step.output(), gradient)));
  }

  private static RowKernel rows(Operand output, List<Statement> statements) {
    return new RowKernel(output.shape(), output.rank() - 1, statements);
  }

  /**
   * (v, gain, offset) → (y, mean, variance).
   *
   * @param channels whether the rows are channels of images, each with its own gain; otherwise each
   *     column has its own
   */
  private static RowKernel norm(Step step, double epsilon, boolean channels) {
    Operand y = arranged(step.output(), channels);
    Term v = new Term.Load(arranged(step.inputs().get(0), channels));
    Term gain = new Term.Load(vector(step.inputs().get(1), y, channels));
    Term offset = new Term.Load(vector(step.inputs().get(2), y, channels));
    double share = (double) step.outputs().get(1).length() / y.length();
    Term centred = subtract(v, new Term.RowValue(1));
    List<Statement> statements = new ArrayList<>();
    statements.add(new Statement.Reduce(0, Reduction.SUM, v));
    statements.add(new Statement.LetRow(1, linear(share, new Term.RowValue(0), 0)));
    statements.add(new Statement.Reduce(2, Reduction.SUM, Term.of(Function.Kind.SQUARE, centred)));
    statements.add(new Statement.LetRow(3, linear(share, new Term.RowValue(2), 0)));
    statements.add(new Statement.LetRow(4, inverseDeviation(new Term.RowValue(3), epsilon)));
    Term standard = multiply(centred, new Term.RowValue(4));
    statements.add(new Statement.Store(y, add(multiply(standard, gain), offset)));
    statements.add(new Statement.StoreRow(step.outputs().get(1), new Term.RowValue(1)));
    statements.add(new Statement.StoreRow(step.outputs().get(2), new Term.RowValue(3)));
    return new RowKernel(y.shape(), 1, statements);
  }

  /** (g, v, gain, mean, variance) → (gradients of v, gain, offset). */
  private static List<RowKernel> normBackward(Step step, double epsilon, boolean channels) {
    List<Operand> in = step.inputs();
    Operand to = arranged(step.output(), channels);
    Term g = new Term.Load(arranged(in.get(0), channels));
    Term v = new Term.Load(arranged(in.get(1), channels));
    Term gain = new Term.Load(vector(in.get(2), to, channels));
    Term mean = new Term.Load(byRow(in.get(3), to));
    Term variance = new Term.Load(byRow(in.get(4), to));
    Term standard = multiply(subtract(v, mean), inverseDeviation(variance, epsilon));
    double share = (double) in.get(3).length() / to.length();
    List<Statement> statements = new ArrayList<>();
    statements.add(new Statement.Let(0, standard));
    statements.add(new Statement.Let(1, multiply(g, gain)));
    statements.add(new Statement.Reduce(2, Reduction.SUM, new Term.Element(1)));
    Term along = multiply(new Term.Element(1), new Term.Element(0));
    statements.add(new Statement.Reduce(3, Reduction.SUM, along));
    Term flat = subtract(new Term.Element(1), linear(share, new Term.RowValue(2), 0));
    Term tilt = multiply(new Term.Element(0), linear(share, new Term.RowValue(3), 0));
    Term gradient = multiply(subtract(flat, tilt), inverseDeviation(variance, epsilon));
    statements.add(new Statement.Store(to, gradient));
    RowKernel ofValues = new RowKernel(to.shape(), 1, statements);
    return List.of(ofValues, ofVectors(step, to, multiply(g, standard), g, channels));
  }

  /** Gradients of gain and offset: sums over all but the axis that they follow. */
  private static RowKernel ofVectors(
      Step step, Operand like, Term gains, Term offsets, boolean channels) {
    List<Statement> statements =
        List.of(
            new Statement.Reduce(0, Reduction.SUM, gains),
            new Statement.Reduce(1, Reduction.SUM, offsets),
            new Statement.StoreRow(step.outputs().get(1), new Term.RowValue(0)),
            new Statement.StoreRow(step.outputs().get(2), new Term.RowValue(1)));
    RowKernel byRow = new RowKernel(like.shape(), 1, statements);
    return channels ? byRow : Axes.permuted(byRow, 1, 0);
  }

  private static Term inverseDeviation(Term variance, double epsilon) {
    Term deviation = Term.of(Function.Kind.SQUARE_ROOT, linear(1, variance, epsilon));
    return divide(new Term.Constant(1), deviation);
  }

  private static Operand arranged(Operand operand, boolean channels) {
    return channels ? operand.permuted(IMAGES_BY_CHANNEL) : operand;
  }

  private static Operand vector(Operand vector, Operand like, boolean channels) {
    return channels ? byRow(vector, like) : Broadcast.to(vector, like.shape());
  }

  /** [rows] repeated along all other axes. */
  private static Operand byRow(Operand vector, Operand like) {
    long[] strides = new long[like.rank()];
    strides[0] = vector.strides()[0];
    return new Operand(vector.storage(), vector.offset(), like.shape(), strides);
  }
}

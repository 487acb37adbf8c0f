package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.plan.Binary;
import dev.attune.engine.plan.Function;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.program.ArenaLayout;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.ProgramValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.commons.math3.special.Erf;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Launches one after another, by plain loops, in one arena laid out by their lives: what the device
 * has to give. Numbers within a kernel are double, those in memory float.
 */
final class ReferenceRun {
  private record Place(float[] memory, int first) {}

  private final Map<Integer, Place> places = new HashMap<>();
  private final IntPredicate narrow;

  private ReferenceRun(IntPredicate narrow) {
    this.narrow = narrow;
  }

  private ReferenceRun(DevicePlan plan, Map<String, INDArray> inputs) {
    this(plan::isNarrow);
    for (ProgramValue value : plan.storages()) {
      if (value.alias()) {
        continue;
      }
      if (value.kind() == ProgramValue.Kind.INPUT) {
        hold(value, value.boundIn(inputs));
      } else if (value.constant() != null) {
        hold(value, value.constant());
      }
    }
    List<Liveness.Interval> lives =
        plan.lives().stream()
            .filter(life -> life.value().type().isFPType())
            .map(ReferenceRun::single)
            .toList();
    ArenaLayout layout = ArenaLayout.of(lives);
    float[] arena = new float[Math.toIntExact(layout.bytes() / Float.BYTES)];
    java.util.Arrays.fill(arena, Float.NaN);
    layout.offsets().forEach((id, o) -> places.put(id, new Place(arena, (int) (o / Float.BYTES))));
    plan.copies().forEach(this::copy);
  }

  /** What is kept as bfloat16 stands here as floats that are rounded to it. */
  private static Liveness.Interval single(Liveness.Interval life) {
    ProgramValue v = life.value();
    ProgramValue single =
        new ProgramValue(
            v.id(), v.name(), v.kind(), DataType.FLOAT, v.shape(), v.storage(), v.constant());
    return new Liveness.Interval(single, life.first(), life.last());
  }

  private void copy(int from, int to) {
    float[] values = places.get(from).memory.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Rounding.toBfloat16(values[i]);
    }
    places.put(to, new Place(values, 0));
  }

  private void hold(ProgramValue value, INDArray array) {
    if (value.type() == DataType.FLOAT) {
      places.put(value.id(), new Place(array.dup('c').data().asFloat(), 0));
    }
  }

  /** Runs a plan; gives its outputs. */
  static Map<String, INDArray> of(DevicePlan plan, Map<String, INDArray> inputs) {
    ReferenceRun run = new ReferenceRun(plan, inputs);
    plan.launches().forEach(run::launch);
    Map<String, INDArray> outputs = new LinkedHashMap<>();
    plan.program()
        .outputs()
        .forEach(
            (name, value) ->
                outputs.put(name, run.array(Operand.dense(value.storage(), value.shape()))));
    return outputs;
  }

  /**
   * Runs a launch on memory by storage.
   *
   * @param narrow which of it is kept as bfloat16
   */
  static void of(Launch launch, Map<Integer, float[]> memory, IntPredicate narrow) {
    ReferenceRun run = new ReferenceRun(narrow);
    memory.forEach((storage, values) -> run.places.put(storage, new Place(values, 0)));
    run.launch(launch);
  }

  private void launch(Launch launch) {
    if (launch instanceof Launch.Generated generated) {
      generated.kernels().forEach(this::kernel);
    } else if (launch instanceof Launch.Multiply multiply) {
      product(multiply.product());
    } else if (launch instanceof Launch.Attend attend) {
      new ReferenceAttention(byPlace()).run(attend.attention());
    } else if (launch instanceof Launch.AttendBackward attend) {
      new ReferenceAttention(byPlace()).run(attend.backward());
    } else if (launch instanceof Launch.OverWindows windows) {
      new ReferenceWindows(byPlace()).run(windows.kernel());
    } else {
      throw new IllegalStateException("no kernel for " + launch.label());
    }
  }

  // ---- generated kernels

  private void kernel(RowKernel kernel) {
    long width = kernel.width();
    for (long row = 0; row < kernel.rows(); row++) {
      Map<Integer, double[]> elements = new HashMap<>();
      Map<Integer, Double> rows = new HashMap<>();
      for (Statement statement : kernel.statements()) {
        double[] values = new double[Math.toIntExact(width)];
        boolean ofRow =
            statement instanceof Statement.LetRow || statement instanceof Statement.StoreRow;
        for (int c = 0; c < (ofRow ? 1 : width); c++) {
          values[c] = value(statement.value(), kernel, row * width + c, c, elements, rows);
        }
        done(statement, kernel, row, values, elements, rows);
      }
    }
  }

  private void done(
      Statement statement,
      RowKernel kernel,
      long row,
      double[] values,
      Map<Integer, double[]> elements,
      Map<Integer, Double> rows) {
    if (statement instanceof Statement.Let let) {
      elements.put(let.id(), values);
    } else if (statement instanceof Statement.LetRow let) {
      rows.put(let.id(), values[0]);
    } else if (statement instanceof Statement.Reduce reduce) {
      boolean sum = reduce.reduction() == Statement.Reduction.SUM;
      double total = sum ? 0 : Double.NEGATIVE_INFINITY;
      for (double value : values) {
        total = sum ? total + value : Math.max(total, value);
      }
      rows.put(reduce.id(), total);
    } else if (statement instanceof Statement.Store store) {
      for (int c = 0; c < values.length; c++) {
        write(store.to(), index(store.to(), kernel.shape(), row * values.length + c), values[c]);
      }
    } else if (statement instanceof Statement.StoreRow store) {
      long[] rowShape = java.util.Arrays.copyOf(kernel.shape(), kernel.rowAxes());
      write(store.to(), index(store.to(), rowShape, row), values[0]);
    }
  }

  private double value(
      Term term,
      RowKernel kernel,
      long flat,
      int column,
      Map<Integer, double[]> elements,
      Map<Integer, Double> rows) {
    if (term instanceof Term.Load load) {
      return read(load.operand(), index(load.operand(), kernel.shape(), flat));
    } else if (term instanceof Term.Constant constant) {
      return constant.value();
    } else if (term instanceof Term.Column) {
      return column;
    } else if (term instanceof Term.Element element) {
      return elements.get(element.id())[column];
    } else if (term instanceof Term.RowValue row) {
      return rows.get(row.id());
    }
    double[] parts =
        term.parts().stream()
            .mapToDouble(part -> value(part, kernel, flat, column, elements, rows))
            .toArray();
    if (term instanceof Term.Apply apply) {
      return applied(apply.function(), parts[0]);
    } else if (term instanceof Term.Call call) {
      return called(call.routine(), parts[0]);
    } else if (term instanceof Term.Join join) {
      return joined(join.operation(), parts[0], parts[1]);
    }
    Term.Slope slope = (Term.Slope) term;
    return parts[0] * slope(slope.function().kind(), parts[1], slope.fromResult());
  }

  /** Where the flat index of a shape stands in an operand of that shape. */
  private static long index(Operand operand, long[] shape, long flat) {
    long left = flat;
    long index = 0;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index += left % shape[axis] * operand.strides()[axis];
      left /= shape[axis];
    }
    return index;
  }

  private double read(Operand operand, long index) {
    Place place = places.get(operand.storage());
    return place.memory[(int) (place.first + operand.offset() + index)];
  }

  private void write(Operand operand, long index, double value) {
    put(operand.storage(), operand.offset() + index, value);
  }

  private void put(int storage, long index, double value) {
    Place place = places.get(storage);
    float single = (float) value;
    place.memory[(int) (place.first + index)] =
        narrow.test(storage) ? Rounding.toBfloat16(single) : single;
  }

  private static double applied(Function function, double v) {
    return switch (function.kind()) {
      case LINEAR -> function.alpha() * v + function.beta();
      case CLAMP -> Math.min(Math.max(v, function.alpha()), function.beta());
      case SQUARE -> v * v;
      case SQUARE_ROOT -> Math.sqrt(v);
      case EXPONENTIAL -> Math.exp(v);
      case LOGARITHM -> Math.log(v);
      case ABSOLUTE -> Math.abs(v);
      case RELU -> Math.max(v, 0);
      case GELU -> v * normal(v);
      case TANH -> Math.tanh(v);
      case SIGMOID -> 1 / (1 + Math.exp(-v));
    };
  }

  private static double called(Term.Routine routine, double v) {
    return switch (routine) {
      case LOG_OF_ONE_PLUS -> Math.log1p(v);
      case SIGN -> Math.signum(v);
      case ABOVE_ZERO -> v > 0 ? 1 : 0;
    };
  }

  private static double normal(double v) {
    return (1 + Erf.erf(v / Math.sqrt(2))) / 2;
  }

  private static double slope(Function.Kind kind, double v, boolean fromResult) {
    return switch (kind) {
      case RELU -> v > 0 ? 1 : 0;
      case GELU -> normal(v) + v * Math.exp(-v * v / 2) / Math.sqrt(2 * Math.PI);
      case TANH -> 1 - Math.pow(fromResult ? v : Math.tanh(v), 2);
      case SIGMOID -> {
        double s = fromResult ? v : 1 / (1 + Math.exp(-v));
        yield s * (1 - s);
      }
      default -> throw new IllegalArgumentException("no slope of " + kind);
    };
  }

  private static double joined(Binary operation, double a, double b) {
    return switch (operation) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
    };
  }

  // ---- windows and products

  private ReferenceWindows.Arrays byPlace() {
    return new ReferenceWindows.Arrays() {
      @Override
      public double read(Operand operand, long... at) {
        return ReferenceRun.this.read(operand, index(operand, at));
      }

      @Override
      public void write(Operand operand, double value, long... at) {
        ReferenceRun.this.write(operand, index(operand, at), value);
      }

      private long index(Operand operand, long... at) {
        long index = 0;
        for (int axis = 0; axis < at.length; axis++) {
          index += at[axis] * operand.strides()[axis];
        }
        return index;
      }
    };
  }

  /** As cuBLASLt documents it, in column-major order: D = α·op(A)·op(B) + β·C + bias. */
  private void product(MatrixProduct call) {
    for (MatrixProduct.Batch batch : call.batches()) {
      for (long matrix = 0; matrix < batch.count(); matrix++) {
        one(call, batch, matrix);
      }
    }
  }

  private void one(MatrixProduct call, MatrixProduct.Batch batch, long matrix) {
    for (long column = 0; column < call.columns(); column++) {
      for (long row = 0; row < call.rows(); row++) {
        double sum = 0;
        for (long k = 0; k < call.inner(); k++) {
          // What is turned stands in BLAS' order as it is used; what is not is transposed.
          double a = factor(call.first(), start(batch, call.first(), matrix), row, k);
          double b = factor(call.second(), start(batch, call.second(), matrix), k, column);
          boolean rounds = call.precision() == Precision.TF32;
          sum += rounds ? (double) Rounding.toTf32(a) * Rounding.toTf32(b) : a * b;
        }
        double value = call.scale() * sum;
        if (call.addend().isPresent()) {
          Matrix addend = call.addend().get();
          long at = start(batch, addend, matrix) + row + column * addend.leading();
          value += call.share() * at(addend, at);
        }
        if (call.bias().isPresent()) {
          value += read(call.bias().get(), row);
        }
        Matrix result = call.result();
        set(result, start(batch, result, matrix) + row + column * result.leading(), value);
      }
    }
  }

  private static long start(MatrixProduct.Batch batch, Matrix operand, long matrix) {
    return batch.offset(operand) + matrix * batch.stride(operand);
  }

  private double factor(Matrix matrix, long offset, long row, long column) {
    return matrix.turned()
        ? at(matrix, offset + row + column * matrix.leading())
        : at(matrix, offset + column + row * matrix.leading());
  }

  private double at(Matrix matrix, long index) {
    Place place = places.get(matrix.operand().storage());
    return place.memory[(int) (place.first + index)];
  }

  private void set(Matrix matrix, long index, double value) {
    put(matrix.operand().storage(), index, value);
  }

  /** A dense operand's elements. */
  private INDArray array(Operand operand) {
    INDArray array = Nd4j.create(DataType.FLOAT, operand.shape(), 'c');
    for (long i = 0; i < operand.length(); i++) {
      array.data().put(i, (float) read(operand, i));
    }
    return array;
  }
}

package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statements of a kernel as loops over a thread's columns. A named element is computed anew in
 * each loop that needs it, from memory that the caches hold by then: no row is too wide.
 */
final class Body {
  private final RowKernel kernel;
  private final Schedule schedule;
  private final int lanes;
  private final Expressions expressions;
  private final Map<Integer, Term> elements = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  Body(RowKernel kernel, Schedule schedule, Parameters parameters) {
    this.kernel = kernel;
    this.schedule = schedule;
    this.lanes = Lanes.of(kernel, schedule.form());
    this.expressions = new Expressions(kernel, parameters);
  }

  String text() {
    if (schedule.form() == Schedule.Form.ELEMENTS) {
      elements();
    } else {
      rows();
    }
    return text.toString();
  }

  /** How many floats its blocks share, under the name {@code shared}. */
  static int shared(Schedule schedule) {
    return switch (schedule.form()) {
      case BLOCK_A_ROW -> schedule.blockX() / 32;
      case ROWS_BESIDE -> schedule.blockX() * schedule.blockY();
      default -> 0;
    };
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  private void elements() {
    String type = expressions.indexType();
    long count = kernel.rows() * kernel.width() / lanes;
    line(
        1,
        "for (%s i = (%s) block * blockDim.x + threadIdx.x; i < %d;".formatted(type, type, count));
    line(1, "     i += (%s) blocks * blockDim.x) {".formatted(type));
    coordinates(2, lanes == 1 ? "i" : "(i * " + lanes + ")", 0, kernel.shape().length);
    kernel.statements().forEach(statement -> readLanes(statement.value()));
    List<Statement.Store> stores = new ArrayList<>();
    int depth = beginLanes(kernel.writes().size());
    for (Statement statement : kernel.statements()) {
      if (statement instanceof Statement.Let let) {
        line(depth, "const float e%d = %s;".formatted(let.id(), expressions.of(let.value())));
      } else if (statement instanceof Statement.LetRow let) {
        line(depth, "const float r%d = %s;".formatted(let.id(), expressions.of(let.value())));
      } else if (statement instanceof Statement.Store store) {
        line(depth, stored(store, stores.size()).formatted(expressions.of(store.value())));
        stores.add(store);
      }
    }
    endLanes(stores);
    line(1, "}");
  }

  /** Reads what terms load of a thread's neighbours. */
  private void readLanes(Term term) {
    if (lanes > 1 && term instanceof Term.Load load) {
      expressions.lanes(lanes, load.operand()).ifPresent(read -> line(2, read));
    }
    term.parts().forEach(this::readLanes);
  }

  /** A loop over a thread's neighbours; how deep its lines stand. */
  private int beginLanes(int stores) {
    if (lanes == 1) {
      return 2;
    }
    for (int i = 0; i < stores; i++) {
      line(2, "Lanes%d w%d;".formatted(lanes, i));
    }
    line(2, "#pragma unroll");
    line(2, "for (int k = 0; k < %d; k++) {".formatted(lanes));
    return 3;
  }

  private String stored(Statement.Store store, int number) {
    return lanes == 1 ? expressions.store(store.to(), "%s") : "w" + number + ".at[k] = %s;";
  }

  private void endLanes(List<Statement.Store> stores) {
    if (lanes > 1) {
      line(2, "}");
      for (int i = 0; i < stores.size(); i++) {
        line(2, expressions.storeLanes(lanes, stores.get(i).to(), "w" + i));
      }
    }
    expressions.forgetLanes();
  }

  /** Coordinates of some axes out of one number. */
  private void coordinates(int depth, String from, int first, int end) {
    String type = expressions.indexType();
    String left = from;
    for (int axis = end - 1; axis >= first; axis--) {
      boolean outermost = axis == first;
      String value = outermost ? left : left + " % " + kernel.shape()[axis];
      line(depth, "const %s a%d = %s;".formatted(type, axis, value));
      if (!outermost) {
        left = "(" + left + " / " + kernel.shape()[axis] + ")";
      }
    }
  }

  private void rows() {
    String type = expressions.indexType();
    switch (schedule.form()) {
      case WARP_A_ROW -> {
        line(1, "const %s row = (%s) block * blockDim.y + threadIdx.y;".formatted(type, type));
        line(1, "if (row >= %d) {".formatted(kernel.rows()));
        line(2, "return;");
        line(1, "}");
      }
      case BLOCK_A_ROW -> {
        line(1, "const %s row = block;".formatted(type));
      }
      default -> {
        line(1, "const %s row = (%s) block * 32 + threadIdx.x;".formatted(type, type));
        line(1, "const bool inside = row < %d;".formatted(kernel.rows()));
      }
    }
    coordinates(1, "row", 0, kernel.rowAxes());
    for (Statement statement : kernel.statements()) {
      row(statement);
    }
  }

  private boolean beside() {
    return schedule.form() == Schedule.Form.ROWS_BESIDE;
  }

  private void row(Statement statement) {
    if (statement instanceof Statement.Let let) {
      elements.put(let.id(), let.value());
    } else if (statement instanceof Statement.LetRow let) {
      String value = expressions.ofRow(let.value());
      line(1, "const float r%d = %s;".formatted(let.id(), guarded(value)));
    } else if (statement instanceof Statement.Reduce reduce) {
      reduce(reduce);
    } else if (statement instanceof Statement.Store store) {
      columns(store.value(), stored(store, 0), List.of(store));
    } else if (statement instanceof Statement.StoreRow store) {
      String one = beside() ? "inside && threadIdx.y == 0" : "threadIdx.x == 0";
      line(1, "if (%s) {".formatted(one));
      line(2, expressions.storeOfRow(store.to(), expressions.ofRow(store.value())));
      line(1, "}");
    }
  }

  /** Threads without a row read nothing. */
  private String guarded(String value) {
    return beside() ? "inside ? " + value + " : 0.0f" : value;
  }

  private void reduce(Statement.Reduce reduce) {
    boolean sum = reduce.reduction() == Statement.Reduction.SUM;
    String name = "r" + reduce.id();
    line(1, "float %s = %s;".formatted(name, sum ? "0.0f" : "BELOW_ALL"));
    String joins = name + " = " + (sum ? "sumOf(" : "maxOf(") + name + ", %s);";
    columns(reduce.value(), joins, List.of());
    String word = sum ? "sum" : "max";
    String over =
        switch (schedule.form()) {
          case WARP_A_ROW -> word + "OverWarp(" + name + ")";
          case BLOCK_A_ROW -> word + "OverBlock(" + name + ", shared)";
          default -> word + "OverColumn(" + name + ", shared)";
        };
    line(1, name + " = " + over + ";");
  }

  /** A loop over the thread's columns of the row. */
  private void columns(Term value, String statement, List<Statement.Store> stores) {
    String type = expressions.indexType();
    String thread = beside() ? "threadIdx.y" : "threadIdx.x";
    String from = lanes == 1 ? thread : thread + " * " + lanes;
    int apart = lanes * (beside() ? schedule.blockY() : schedule.blockX());
    String start = beside() ? "inside ? (%s) %s : %d".formatted(type, from, kernel.width()) : from;
    line(
        1,
        "for (%s column = %s; column < %d; column += %d) {"
            .formatted(type, start, kernel.width(), apart));
    coordinates(2, "column", kernel.rowAxes(), kernel.shape().length);
    Set<Integer> needed = new LinkedHashSet<>();
    needed(value, needed);
    needed.forEach(id -> readLanes(elements.get(id)));
    readLanes(value);
    int depth = beginLanes(stores.size());
    for (int id : needed) {
      line(depth, "const float e%d = %s;".formatted(id, expressions.of(elements.get(id))));
    }
    line(depth, statement.formatted(expressions.of(value)));
    endLanes(stores);
    line(1, "}");
  }

  /** Named elements that a term needs, each after those that it needs itself. */
  private void needed(Term term, Set<Integer> found) {
    if (term instanceof Term.Element element && !found.contains(element.id())) {
      needed(elements.get(element.id()), found);
      found.add(element.id());
    }
    term.parts().forEach(part -> needed(part, found));
  }
}

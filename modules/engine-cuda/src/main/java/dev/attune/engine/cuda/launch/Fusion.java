package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.Rewriting;
import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.kernel.Statement;
import dev.attune.engine.cuda.kernel.Term;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Kernels that follow each other over the same index space as one: what the first writes the second
 * has in a register, and memory sees it only if somebody else reads it.
 */
final class Fusion {
  private final List<Launch> launches;
  private final Parting parting;
  private final Set<Integer> results = new HashSet<>();

  /** Storages that several kernels write parts of: their order is kept, and memory sees them. */
  private final Set<Integer> inParts = new HashSet<>();

  Fusion(Program program, List<Launch> launches, Parting parting) {
    this.launches = new ArrayList<>(launches);
    this.parting = parting;
    program.outputs().values().forEach(value -> results.add(value.storage()));
    Set<Integer> written = new HashSet<>();
    for (Launch launch : launches) {
      storages(launch.writes()).stream().filter(s -> !written.add(s)).forEach(inParts::add);
    }
  }

  List<Launch> fused() {
    for (int second = 1; second < launches.size(); second++) {
      while (mergeInto(second)) {
        // The merged kernel stands one place earlier.
        second--;
      }
    }
    return launches;
  }

  /** Merges the nearest kernel before one into it; false if none fits. */
  private boolean mergeInto(int second) {
    if (!(launches.get(second) instanceof Launch.Generated reader)) {
      return false;
    }
    for (int first = second - 1; first >= 0; first--) {
      if (launches.get(first) instanceof Launch.Generated writer
          && feeds(writer, reader)
          && parting.waits(writer) == parting.waits(reader)
          && Collections.disjoint(storages(writer.writes()), inParts)
          && movesDown(first, second)) {
        Optional<RowKernel> merged = merged(writer.kernel(), reader.kernel(), first, second);
        if (merged.isPresent()) {
          launches.set(second, new Launch.Generated(merged.get()));
          launches.remove(first);
          return true;
        }
      }
    }
    return false;
  }

  private static boolean feeds(Launch writer, Launch reader) {
    Set<Integer> written = storages(writer.writes());
    return reader.reads().stream().anyMatch(operand -> written.contains(operand.storage()));
  }

  private static Set<Integer> storages(List<Operand> operands) {
    Set<Integer> storages = new HashSet<>();
    operands.forEach(operand -> storages.add(operand.storage()));
    return storages;
  }

  /** Whether nothing in between reads what the first writes. */
  private boolean movesDown(int first, int second) {
    Set<Integer> written = storages(launches.get(first).writes());
    return launches.subList(first + 1, second).stream()
        .flatMap(launch -> launch.reads().stream())
        .noneMatch(operand -> written.contains(operand.storage()));
  }

  private boolean readElsewhere(int storage, int first, int second) {
    boolean read = results.contains(storage);
    for (int i = 0; i < launches.size() && !read; i++) {
      read =
          i != first
              && i != second
              && launches.get(i).reads().stream().anyMatch(o -> o.storage() == storage);
    }
    return read;
  }

  private Optional<RowKernel> merged(RowKernel writer, RowKernel reader, int first, int second) {
    Optional<RowKernel> fitted = Axes.counted(writer, reader.shape(), reader.rowAxes());
    if (fitted.isPresent()) {
      return joined(fitted.get(), reader, first, second);
    }
    return Axes.counted(reader, writer.shape(), writer.rowAxes())
        .flatMap(other -> joined(writer, other, first, second));
  }

  /** Both over one index space. */
  private Optional<RowKernel> joined(RowKernel writer, RowKernel reader, int first, int second) {
    List<Statement> statements = new ArrayList<>();
    List<Replaced> replaced = new ArrayList<>();
    int id = 0;
    Rewriting renamed = Rewriting.idsFrom(writer.statements().size());
    for (Statement statement : writer.statements()) {
      Statement own = renamed.of(statement);
      if (own instanceof Statement.Store store) {
        statements.add(new Statement.Let(id, store.value()));
        Term named = new Term.Element(id++);
        replaced.add(new Replaced(store.to(), named, true));
        if (readElsewhere(store.to().storage(), first, second)) {
          statements.add(new Statement.Store(store.to(), named));
        }
      } else if (own instanceof Statement.StoreRow store) {
        statements.add(new Statement.LetRow(id, store.value()));
        Term named = new Term.RowValue(id++);
        replaced.add(new Replaced(store.to(), named, false));
        if (readElsewhere(store.to().storage(), first, second)) {
          statements.add(new Statement.StoreRow(store.to(), named));
        }
      } else {
        statements.add(own);
      }
    }
    int used = highestId(statements) + 1;
    Rewriting loads = Rewriting.leaves(leaf -> inPlaceOf(leaf, replaced, writer.rowAxes()));
    Rewriting later = Rewriting.idsFrom(used);
    reader.statements().forEach(s -> statements.add(loads.of(later.of(s))));
    RowKernel both = new RowKernel(reader.shape(), reader.rowAxes(), statements);
    // A load that does not see the elements where they were written needs them in memory.
    Set<Integer> gone = new HashSet<>();
    replaced.forEach(r -> gone.add(r.stored.storage()));
    boolean left = both.reads().stream().anyMatch(o -> gone.contains(o.storage()));
    return left ? Optional.empty() : Optional.of(both);
  }

  /** What stands in a register under a name. */
  private record Replaced(Operand stored, Term named, boolean byElement) {}

  private static Term inPlaceOf(Term leaf, List<Replaced> replaced, int rowAxes) {
    if (leaf instanceof Term.Load load) {
      for (Replaced known : replaced) {
        boolean same =
            known.byElement
                ? sameElements(load.operand(), known.stored)
                : sameRows(load.operand(), known.stored, rowAxes);
        if (same) {
          return known.named;
        }
      }
    }
    return leaf;
  }

  private static boolean sameElements(Operand read, Operand stored) {
    boolean same = read.storage() == stored.storage() && read.offset() == stored.offset();
    for (int i = 0; i < stored.rank() && same; i++) {
      same = stored.size(i) == 1 || read.strides()[i] == stored.strides()[i];
    }
    return same && Arrays.equals(read.shape(), stored.shape());
  }

  /** Whether a load repeats along the row what was written once a row. */
  private static boolean sameRows(Operand read, Operand stored, int rowAxes) {
    boolean same =
        read.storage() == stored.storage()
            && read.offset() == stored.offset()
            && stored.rank() == rowAxes;
    for (int i = 0; i < read.rank() && same; i++) {
      long expected = i < rowAxes ? stored.strides()[i] : 0;
      same = read.size(i) == 1 || read.strides()[i] == expected;
    }
    return same;
  }

  private static int highestId(List<Statement> statements) {
    int highest = -1;
    for (Statement statement : statements) {
      if (statement instanceof Statement.Let let) {
        highest = Math.max(highest, let.id());
      } else if (statement instanceof Statement.LetRow let) {
        highest = Math.max(highest, let.id());
      } else if (statement instanceof Statement.Reduce reduce) {
        highest = Math.max(highest, reduce.id());
      }
    }
    return highest;
  }
}

package dev.attune.engine.plan;

import dev.attune.engine.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A list of steps under rewriting, with who writes and who reads each storage. */
final class Steps {
  /** One place where a step reads a storage. */
  record Read(int step, int input, Operand operand) {
    /** In the place of an input's index: an epilogue reads it. */
    static final int EPILOGUE = -1;
  }

  private final List<Step> list;
  private final Set<Integer> results = new HashSet<>();
  private final Map<Integer, Integer> writers = new HashMap<>();
  private final Map<Integer, List<Read>> reads = new HashMap<>();

  Steps(Program program, List<Step> steps) {
    list = new ArrayList<>(steps);
    program.outputs().values().forEach(value -> results.add(value.storage()));
    index();
  }

  private void index() {
    writers.clear();
    reads.clear();
    for (int i = 0; i < list.size(); i++) {
      Step step = list.get(i);
      for (Operand output : step.outputs()) {
        writers.put(output.storage(), i);
      }
      for (int j = 0; j < step.inputs().size(); j++) {
        note(i, j, step.inputs().get(j));
      }
      for (Epilogue epilogue : step.epilogues()) {
        if (epilogue.reads() != null) {
          note(i, Read.EPILOGUE, epilogue.reads());
        }
      }
    }
  }

  private void note(int step, int input, Operand operand) {
    reads
        .computeIfAbsent(operand.storage(), s -> new ArrayList<>())
        .add(new Read(step, input, operand));
  }

  List<Step> list() {
    return list;
  }

  int size() {
    return list.size();
  }

  Step get(int index) {
    return list.get(index);
  }

  /** Index of the step that writes a storage, or −1. */
  int writer(int storage) {
    return writers.getOrDefault(storage, -1);
  }

  List<Read> reads(int storage) {
    return reads.getOrDefault(storage, List.of());
  }

  /** Whether the program's caller reads it. */
  boolean isResult(int storage) {
    return results.contains(storage);
  }

  /** Replaces one step. */
  void set(int index, Step step) {
    list.set(index, step);
    index();
  }

  /** Takes one step out, and puts another in the place of a second. */
  void merge(int gone, int kept, Step step) {
    list.set(kept, step);
    list.remove(gone);
    index();
  }

  void remove(int index) {
    list.remove(index);
    index();
  }

  void insert(int index, Step step) {
    list.add(index, step);
    index();
  }

  /** Takes out what nobody reads, from the end backwards. */
  void dropUnread() {
    for (int i = list.size() - 1; i >= 0; i--) {
      boolean read =
          list.get(i).outputs().stream()
              .anyMatch(o -> isResult(o.storage()) || !reads(o.storage()).isEmpty());
      if (!read) {
        remove(i);
      }
    }
  }
}

package dev.attune.engine.cuda.launch;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.plan.Operand;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Small kernels that wait for nobody, or that nobody waits for, as few launches: layouts of weights
 * go first, copies of their gradients and sums of parts last. A launch takes longer than they do.
 */
final class Groups {
  /** Elements of a kernel that is not worth a launch of its own. */
  private static final long SMALL = 1 << 18;

  /** A launch takes 4 KiB of parameters. */
  private static final int MOST_OPERANDS = 256;

  private final List<ProgramValue> storages;
  private final List<Launch> all;
  private final Set<Integer> read = new HashSet<>();

  /** Elements written, by storage. */
  private final Map<Integer, Long> written = new HashMap<>();

  Groups(List<ProgramValue> storages, List<Launch> all) {
    this.storages = storages;
    this.all = all;
    for (Launch launch : all) {
      launch.reads().forEach(operand -> read.add(operand.storage()));
      launch.writes().forEach(o -> written.merge(o.storage(), o.length(), Long::sum));
    }
  }

  List<Launch> launches() {
    List<RowKernel> first = new ArrayList<>();
    List<RowKernel> last = new ArrayList<>();
    List<Launch> between = new ArrayList<>();
    for (Launch launch : all) {
      boolean small =
          launch instanceof Launch.Generated generated
              && isSmall(generated.kernel())
              && launch.writes().stream().allMatch(this::isWrittenOnce);
      if (small && launch.reads().stream().allMatch(this::isGiven)) {
        first.add(((Launch.Generated) launch).kernel());
      } else if (small && launch.writes().stream().noneMatch(this::isRead)) {
        last.add(((Launch.Generated) launch).kernel());
      } else {
        between.add(launch);
      }
    }
    List<Launch> launches = new ArrayList<>(together(first));
    launches.addAll(between);
    launches.addAll(together(last));
    return launches;
  }

  private static boolean isSmall(RowKernel kernel) {
    return kernel.rows() * kernel.width() <= SMALL;
  }

  /** Whether no element is written again, as zeros are: then the order of writers matters. */
  private boolean isWrittenOnce(Operand operand) {
    return written.get(operand.storage()) <= storages.get(operand.storage()).length();
  }

  private boolean isRead(Operand operand) {
    return read.contains(operand.storage());
  }

  private boolean isGiven(Operand operand) {
    return storages.get(operand.storage()).kind() != ProgramValue.Kind.INTERMEDIATE;
  }

  /** Kernels whose blocks have one shape, as few launches as parameters allow. */
  private static List<Launch> together(List<RowKernel> kernels) {
    Map<String, List<RowKernel>> byShape = new LinkedHashMap<>();
    for (RowKernel kernel : kernels) {
      Schedule schedule = Schedule.of(kernel);
      String shape = schedule.blockX() + " × " + schedule.blockY();
      byShape.computeIfAbsent(shape, s -> new ArrayList<>()).add(kernel);
    }
    return byShape.values().stream().flatMap(alike -> parted(alike).stream()).toList();
  }

  private static List<Launch> parted(List<RowKernel> kernels) {
    List<Launch> launches = new ArrayList<>();
    List<RowKernel> group = new ArrayList<>();
    int operands = 0;
    for (RowKernel kernel : kernels) {
      int own = kernel.reads().size() + kernel.writes().size();
      if (!group.isEmpty() && operands + own > MOST_OPERANDS) {
        launches.add(new Launch.Generated(group));
        group.clear();
        operands = 0;
      }
      group.add(kernel);
      operands += own;
    }
    launches.add(new Launch.Generated(group));
    return launches;
  }
}

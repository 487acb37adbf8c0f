package dev.attune.experiments.cli;

import dev.attune.engine.executor.PlanLine;
import java.util.List;
import java.util.Locale;

/** A compiled step as a table: in the order of execution, with each part's share of the time. */
final class PlanTable {
  private PlanTable() {}

  static String of(List<PlanLine> lines) {
    double total = lines.stream().mapToDouble(PlanLine::milliseconds).sum();
    Table table = new Table("step", "operation", "shapes", "kernel", "KiB", "ms", "share");
    for (int i = 0; i < lines.size(); i++) {
      PlanLine line = lines.get(i);
      table.row(
          Integer.toString(i + 1),
          line.operation(),
          line.shapes(),
          line.kernel(),
          Long.toString((line.bytes() + 1023) / 1024),
          number("%.3f", line.milliseconds()),
          number("%.1f %%", 100 * line.milliseconds() / total));
    }
    return table + number("%n%d steps, %.1f ms forward and backward", lines.size(), total);
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

package dev.attune.experiments.cli;

import dev.attune.experiments.json.RecordBinder;
import dev.attune.experiments.machine.Gpu;
import dev.attune.experiments.machine.Machine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code attune doctor}: what this machine offers, and what is wrong. */
@Command(name = "doctor", description = "Say what this machine offers, and what is wrong.")
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ResultFormat format;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Machine machine = Machine.inspect();
    if (format.json()) {
      console.print(RecordBinder.builder().build().write(machine));
    } else {
      console.print(text(machine));
    }
    return Attune.DONE;
  }

  private static String text(Machine machine) {
    Table table = new Table("what", "found");
    Machine.Java java = machine.java();
    table.row("Java", java.version() + ", " + java.vendor() + ", " + java.name());
    table.row("heap", "at most " + mebibytes(java.maxHeapBytes()));
    Machine.OperatingSystem system = machine.system();
    table.row("system", system.name() + " " + system.version() + ", " + system.architecture());
    table.row("processor", machine.processor().model());
    table.row("cores", Integer.toString(machine.processor().cores()));
    table.row("features", String.join(" ", machine.processor().features()));
    table.row("memory", mebibytes(machine.memoryBytes()));
    table.row("ND4J", machine.nd4j().version() + ", " + machine.nd4j().backend());
    table.row("kernels", machine.nd4j().build());
    table.row("BLAS", machine.nd4j().blas());
    table.row("oneDNN", machine.nd4j().oneDnn() ? "yes" : "no");
    table.row("JavaCPP", machine.nd4j().javacpp());
    for (Machine.Client client : machine.clients()) {
      table.row(client.name(), client.present() ? "present" : "not on the path");
    }
    gpus(table, machine.gpus());
    for (Machine.ExecutorChoice executor : machine.executors()) {
      table.row(
          "executor " + executor.name(),
          (executor.usable() ? "usable: " : "not usable: ") + executor.on());
    }
    table.row("auto picks", machine.auto());
    return table + "\n\n" + problems(machine.problems());
  }

  private static void gpus(Table table, List<Gpu> gpus) {
    if (gpus.isEmpty()) {
      table.row("GPU", "none that nvidia-smi lists");
    }
    for (Gpu gpu : gpus) {
      table.row(
          "GPU",
          gpu.name()
              + ", compute capability "
              + gpu.computeCapability()
              + ", "
              + gpu.memoryMebibytes()
              + " MiB, driver "
              + gpu.driver()
              + "; executor "
              + gpu.executor());
    }
  }

  private static String problems(List<Machine.Problem> problems) {
    if (problems.isEmpty()) {
      return "nothing is wrong";
    }
    StringBuilder text = new StringBuilder("wrong:");
    problems.forEach(p -> text.append("\n- ").append(p.problem()).append(": ").append(p.advice()));
    return text.toString();
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}

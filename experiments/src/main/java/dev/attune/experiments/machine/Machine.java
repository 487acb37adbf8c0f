package dev.attune.experiments.machine;

import java.util.List;

/**
 * What this machine offers, and what is wrong with it.
 *
 * @param java the virtual machine that runs this
 * @param system operating system
 * @param processor what computes
 * @param memoryBytes of the machine, or of the container
 * @param nd4j the backend
 * @param clients programs that fetch data
 * @param gpus those that nvidia-smi lists
 * @param executors what can run a program
 * @param auto the executor that {@code auto} picks
 * @param problems what should be put right, with advice
 */
public record Machine(
    Java java,
    OperatingSystem system,
    Processor processor,
    long memoryBytes,
    Nd4jBackend nd4j,
    List<Client> clients,
    List<Gpu> gpus,
    List<ExecutorChoice> executors,
    String auto,
    List<Problem> problems) {

  /**
   * The virtual machine.
   *
   * @param version such as {@code 17.0.15+6}
   * @param vendor who made it
   * @param name of the virtual machine
   * @param maxHeapBytes how far its heap may grow
   */
  public record Java(String version, String vendor, String name, long maxHeapBytes) {}

  /**
   * The operating system.
   *
   * @param name such as {@code Linux}
   * @param version its own
   * @param architecture such as {@code amd64}
   */
  public record OperatingSystem(String name, String version, String architecture) {}

  /**
   * A program that data sets are fetched with.
   *
   * @param name such as {@code npm}
   * @param present whether it is on the path
   */
  public record Client(String name, boolean present) {}

  /**
   * An executor.
   *
   * @param name in configurations
   * @param usable whether it runs here
   * @param on what it computes on, or why it cannot
   */
  public record ExecutorChoice(String name, boolean usable, String on) {}

  /**
   * Something to put right.
   *
   * @param problem what is wrong
   * @param advice what to do
   */
  public record Problem(String problem, String advice) {}

  /** Looks at this machine. */
  public static Machine inspect() {
    return new Inspection().machine();
  }
}

package dev.attune.experiments.machine;

import com.sun.management.OperatingSystemMXBean;
import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.experiments.machine.Machine.Client;
import dev.attune.experiments.machine.Machine.ExecutorChoice;
import dev.attune.experiments.machine.Machine.Problem;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One look at this machine. */
final class Inspection {
  private static final String CUDA = "cuda";
  private static final List<String> CLIENTS = List.of("mvn", "npm", "apt-get");

  /** The first run's resident memory. */
  private static final long LEAST_MEMORY = 4L << 30;

  Machine machine() {
    Processor processor = Processor.inspect();
    long memory = memoryBytes();
    Nd4jBackend nd4j = Nd4jBackend.inspect();
    List<Client> clients =
        CLIENTS.stream().map(name -> new Client(name, Programs.isPresent(name))).toList();
    List<Gpu> gpus = Gpu.inspect();
    boolean usable = nd4j.failure().isEmpty();
    String on = nd4j.backend().equals("JCublasBackend") ? "GPU" : "CPU, " + nd4j.build();
    return new Machine(
        new Machine.Java(
            Runtime.version().toString(),
            System.getProperty("java.vendor"),
            System.getProperty("java.vm.name"),
            Runtime.getRuntime().maxMemory()),
        new Machine.OperatingSystem(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        processor,
        memory,
        nd4j,
        clients,
        gpus,
        executors(on),
        usable ? AvailableExecutors.preferred().name() : "none",
        problems(processor, memory, nd4j, clients, gpus));
  }

  /** A GPU that is there and cannot be used is wrong; that there is none is not. */
  private static List<Problem> unused(List<Gpu> gpus) {
    boolean suits = gpus.stream().anyMatch(Gpu::suitsCuda);
    return AvailableExecutors.offers().stream()
        .filter(offer -> suits && offer.name().equals(CUDA))
        .flatMap(offer -> offer.obstacle().stream())
        .map(why -> new Problem("executor cuda cannot use the GPU", why))
        .toList();
  }

  /** Executors that auto would take, if they ran here. */
  private static List<Problem> obstacles() {
    List<Problem> problems = new ArrayList<>();
    for (ExecutorOffer offer : AvailableExecutors.offers()) {
      if (offer.rank() > 0) {
        offer
            .obstacle()
            .ifPresent(
                why ->
                    problems.add(
                        new Problem(
                            "executor " + offer.name() + " cannot run here: " + why,
                            "runs take nd4j in its place, at about twice the time; remove"
                                + " experiments/target/app, and let ./attune build it again")));
      }
    }
    return problems;
  }

  private static List<ExecutorChoice> executors(String backend) {
    List<ExecutorChoice> choices = new ArrayList<>();
    for (ExecutorOffer offer : AvailableExecutors.offers()) {
      Optional<String> obstacle = offer.obstacle();
      String on = obstacle.orElseGet(() -> offer.on() + " (" + backend + ")");
      choices.add(new ExecutorChoice(offer.name(), obstacle.isEmpty(), on));
    }
    return choices;
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  static List<Problem> problems(
      Processor processor, long memory, Nd4jBackend nd4j, List<Client> clients, List<Gpu> gpus) {
    List<Problem> problems = new ArrayList<>();
    nd4j.failure()
        .ifPresent(
            failure ->
                problems.add(
                    new Problem(
                        "no ND4J backend could be loaded: " + failure,
                        "remove experiments/target/app, and let ./attune build it again")));
    boolean x86 = nd4j.build().contains("x86_64");
    if (x86 && !nd4j.oneDnn()) {
      problems.add(
          new Problem(
              "the kernels lack oneDNN, and are several times slower for it",
              "build with -Dnd4j.extension=-onednn-avx2"));
    }
    if (processor.hasAvx512() && nd4j.build().endsWith("-avx2")) {
      problems.add(
          new Problem(
              "the processor has AVX-512, the kernels on the class path do not",
              "start by ./attune, which picks them, or build with"
                  + " -Dnd4j.extension=-onednn-avx512"));
    }
    problems.addAll(obstacles());
    problems.addAll(unused(gpus));
    if (memory > 0 && memory < LEAST_MEMORY) {
      problems.add(
          new Problem(
              "there are " + (memory >> 20) + " MiB of memory, and the first run takes up to 4 GiB",
              "train with a smaller training.batch_size or training.chunk_size"));
    }
    for (Client client : clients) {
      if (client.name().equals("mvn") && !client.present()) {
        problems.add(
            new Problem("mvn is not on the path", "install Apache Maven, to build and fetch data"));
      }
    }
    return problems;
  }
}

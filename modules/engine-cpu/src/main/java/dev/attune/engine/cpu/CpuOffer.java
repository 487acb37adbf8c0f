package dev.attune.engine.cpu;

import dev.attune.engine.cpu.onednn.OneDnn;
import dev.attune.engine.cpu.onednn.OneDnnException;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** {@link CpuExecutor} where oneDNN loads; {@code auto} takes it on x86-64 and arm64 Linux. */
public final class CpuOffer implements ExecutorOffer {

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public String on() {
    return "oneDNN " + OneDnn.version();
  }

  @Override
  public Optional<String> obstacle() {
    try {
      if (Nd4j.getExecutioner().type() != OpExecutioner.ExecutionerType.NATIVE_CPU) {
        return Optional.of("ND4J's arrays stand in a GPU's memory");
      }
    } catch (RuntimeException | LinkageError e) {
      return Optional.of("no ND4J backend could be loaded");
    }
    try {
      new OneDnn().close();
      return Optional.empty();
    } catch (OneDnnException e) {
      return Optional.of(e.getMessage());
    } catch (LinkageError e) {
      return Optional.of(
          "oneDNN's natives for %s on %s are missing or do not load (%s)"
              .formatted(
                  System.getProperty("os.name"),
                  System.getProperty("os.arch"),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  /** Elsewhere it is there by name alone: nobody has run it there. On arm64 its natives resolve. */
  @Override
  public int rank() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    boolean preferred =
        system.equals("linux") && (processor.equals("amd64") || processor.equals("aarch64"));
    return preferred ? 10 : -1;
  }

  @Override
  public Executor open(Precision precision) {
    return new CpuExecutor();
  }
}

package dev.attune.experiments.run;

import dev.attune.engine.executor.AvailableExecutors;
import dev.attune.engine.executor.DeviceException;
import dev.attune.engine.executor.Executor;
import dev.attune.engine.executor.ExecutorOffer;
import dev.attune.engine.executor.Precision;
import dev.attune.engine.executor.TrainingSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** What {@link LostGpuTest} lets {@code auto} take: an executor whose device goes at a step. */
public final class LostGpuOffer implements ExecutorOffer {
  /** The step that does not come to its end. */
  static final long STEP = 7;

  private static final class Gone extends DeviceException {
    private static final long serialVersionUID = 1L;

    Gone() {
      super("executor cuda: cuGraphLaunch: unspecified launch failure (719)");
    }
  }

  @Override
  public String name() {
    return "lost";
  }

  @Override
  public String on() {
    return "a device that goes";
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public int rank() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Executor open(Precision precision) {
    Executor executor = next().open(precision);
    return like(
        Executor.class,
        (self, method, arguments) -> {
          Object made = method.invoke(executor, arguments);
          return made instanceof TrainingSession session ? going(session) : made;
        });
  }

  /** What would be taken if this one were not there. */
  private ExecutorOffer next() {
    return AvailableExecutors.offers().stream()
        .filter(offer -> !offer.name().equals(name()) && offer.obstacle().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static TrainingSession going(TrainingSession session) {
    return like(
        TrainingSession.class,
        (self, method, arguments) -> {
          if (method.getName().equals("begin") && (long) arguments[1] == STEP - 1) {
            throw new Gone();
          }
          return method.invoke(session, arguments);
        });
  }

  private static <T> T like(Class<T> type, InvocationHandler handler) {
    Object made =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return handler.invoke(self, method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(made);
  }
}

package dev.attune.engine.cuda.source;

import java.util.ArrayList;
import java.util.List;

/** Names for kernels: those that do the same share one, so that a compiler sees each once. */
public final class Functions {
  private final String prefix;
  private final List<KernelSource> written = new ArrayList<>();

  /** None yet; names are the prefix and a number. */
  public Functions(String prefix) {
    this.prefix = prefix;
  }

  /** A kernel under its name. */
  public KernelSource named(KernelSource source) {
    for (KernelSource known : written) {
      if (known.alike(source)) {
        return source.called(known.name());
      }
    }
    KernelSource named = source.called(prefix + written.size());
    written.add(named);
    return named;
  }
}

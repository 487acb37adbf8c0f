package dev.attune.engine.cuda.source;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What this machine can compile with. */
public final class Compilers {
  private Compilers() {}

  /** Whether a compiler is installed. */
  public static boolean has(String name) throws InterruptedException {
    try {
      Process version =
          new ProcessBuilder(name, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return version.waitFor(1, TimeUnit.MINUTES) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

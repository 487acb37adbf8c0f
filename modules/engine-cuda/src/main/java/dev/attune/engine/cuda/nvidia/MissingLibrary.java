package dev.attune.engine.cuda.nvidia;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why CUDA's bindings do not load, in words that help. */
public final class MissingLibrary {
  private static final Pattern FILE =
      Pattern.compile("([\\w.+-]+\\.so[\\w.]*): cannot open shared object file");

  private MissingLibrary() {}

  /** The reason in one line. */
  public static String reason(LinkageError error) {
    Optional<String> file = file(error);
    if (file.isPresent()) {
      return file.get().startsWith("libcuda.so")
          ? "no NVIDIA driver is installed ("
              + file.get()
              + " is not there): install one for"
              + " CUDA 13.0 or newer"
          : file.get()
              + " is not there: install CUDA 13's toolkit, or put the folder that holds"
              + " it on LD_LIBRARY_PATH";
    }
    return "CUDA's bindings for %s on %s are missing or do not load (%s)"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            String.valueOf(error.getMessage()).lines().findFirst().orElse(""));
  }

  /** The name of the library that is not there; empty if something else is wrong. */
  static Optional<String> file(LinkageError error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      Optional<String> file = file(String.valueOf(at.getMessage()));
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> file(String message) {
    Matcher matcher = FILE.matcher(message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}

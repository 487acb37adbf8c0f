package dev.attune.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * What the user is told of something thrown, and the exit code that goes with it.
 *
 * @param exitCode of the process
 * @param lines one a problem
 */
record Problem(int exitCode, List<String> lines) {

  static Problem of(Throwable thrown) {
    if (thrown instanceof IllegalArgumentException wrong && wrong.getMessage() != null) {
      return new Problem(Attune.WRONG_INPUT, wrong.getMessage().lines().toList());
    }
    if (thrown instanceof InterruptedException) {
      return new Problem(Attune.INTERRUPTED, List.of("interrupted"));
    }
    return new Problem(Attune.FAILED, List.of("failed: " + oneLine(describe(thrown))));
  }

  private static String describe(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return "out of memory: " + thrown.getMessage() + "; ATTUNE_JAVA_OPTS=-Xmx4g gives it 4 GB";
    }
    if (thrown instanceof UncheckedIOException unchecked) {
      String message = unchecked.getMessage();
      IOException cause = unchecked.getCause();
      return message == null || message.equals(cause.toString()) ? describe(cause) : message;
    }
    if (thrown instanceof FileSystemException file) {
      return file.getFile() + ": " + reason(file);
    }
    String message = thrown.getMessage();
    boolean said = message != null && !message.isBlank();
    boolean telling =
        thrown instanceof IOException || thrown.getClass().getName().startsWith("dev.attune");
    return said && telling ? message : thrown.toString();
  }

  private static String reason(FileSystemException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "no such file";
    }
    if (thrown instanceof AccessDeniedException) {
      return "access denied";
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    return thrown.getReason() == null ? thrown.getClass().getSimpleName() : thrown.getReason();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}

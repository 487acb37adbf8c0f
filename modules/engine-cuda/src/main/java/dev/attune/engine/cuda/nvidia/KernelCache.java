package dev.attune.engine.cuda.nvidia;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Compiled kernels on disk, by a digest of their text, the architecture and the compiler's version.
 *
 * @param folder made if it is not there
 */
record KernelCache(Path folder) {
  private static final System.Logger LOG = System.getLogger(KernelCache.class.getName());

  /** {@code attune/kernels} where the user's programs keep what can be made anew. */
  static KernelCache ofUser() {
    String set = System.getenv("XDG_CACHE_HOME");
    Path base =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(set);
    return new KernelCache(base.resolve("attune").resolve("kernels"));
  }

  /**
   * Machine code, from disk or made now.
   *
   * @param text of the kernels
   * @param architecture such as {@code sm_90}
   * @param compiler its name and version
   */
  byte[] get(String text, String architecture, String compiler, Supplier<byte[]> made) {
    Path file = folder.resolve(digest(architecture + "\n" + compiler + "\n" + text) + ".cubin");
    try {
      if (Files.exists(file)) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: cannot be read; compiled anew", file);
    }
    byte[] code = made.get();
    try {
      Files.createDirectories(folder);
      write(code, file);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: cannot be written; compiled every time", file);
    }
    return code;
  }

  private void write(byte[] code, Path file) throws IOException {
    Path partly = Files.createTempFile(folder, "kernels", ".part");
    try {
      Files.write(partly, code);
      move(partly, file);
    } finally {
      Files.deleteIfExists(partly);
    }
  }

  /** Another process may have been faster: its file says the same. */
  private static void move(Path partly, Path file) throws IOException {
    try {
      Files.move(partly, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partly, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

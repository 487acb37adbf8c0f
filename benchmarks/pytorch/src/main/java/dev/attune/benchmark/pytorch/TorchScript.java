package dev.attune.benchmark.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A function of PyTorch that DJL lacks, as a TorchScript module that is put together here. */
final class TorchScript {
  // Pickled, protocol 2: an object of class __torch__.Function whose attribute training is true.
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nFunction\n)\u0081}X\b\0\0\0training\u0088sb.";
  private static final String NO_CONSTANTS = "\u0080\u0002).";
  private static final String CODE =
      """
      class Function(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Function, %s) -> Tensor:
          %s
      """;

  private final PtSymbolBlock module;

  /**
   * Compiles it.
   *
   * @param signature parameters with their types
   * @param body statements, the last of which returns a tensor
   */
  TorchScript(NDManager manager, String signature, String body) {
    String code = CODE.formatted(signature, body.strip().replace("\n", "\n    "));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
      put(archive, "function/data.pkl", OBJECT);
      put(archive, "function/code/__torch__.py", code);
      put(archive, "function/constants.pkl", NO_CONSTANTS);
      put(archive, "function/version", "3\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    module = load((PtNDManager) manager, new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static PtSymbolBlock load(PtNDManager manager, InputStream archive) {
    try {
      return JniUtils.loadModule(manager, archive, true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ZipOutputStream archive, String name, String content) throws IOException {
    archive.putNextEntry(new ZipEntry(name));
    archive.write(content.getBytes(StandardCharsets.ISO_8859_1));
    archive.closeEntry();
  }

  /** Runs it, with gradients if a collector is open. Arrays named {@code x[]} make up a list. */
  NDArray apply(NDList inputs) {
    return IValueUtils.forward(module, inputs, true).singletonOrThrow();
  }
}

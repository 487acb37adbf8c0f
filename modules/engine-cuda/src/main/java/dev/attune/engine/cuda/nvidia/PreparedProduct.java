package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.CublasLt.check;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.launch.Matrix;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.executor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.linalg.api.buffer.DataType;

/** One batch of a product with its descriptors made and its algorithm chosen. */
final class PreparedProduct implements AutoCloseable {
  private static final int FOUND = 1;
  private static final long MOST_ALIGNED = 256;

  private final CublasLt library;
  private final Call.Product call;
  private final MatrixProduct.Batch batch;
  private final cublasLtMatmulDescOpaque_t description;
  private final cublasLtMatrixLayoutOpaque_t first;
  private final cublasLtMatrixLayoutOpaque_t second;
  private final cublasLtMatrixLayoutOpaque_t addend;
  private final cublasLtMatrixLayoutOpaque_t result;
  private final cublasLtMatmulHeuristicResult_t chosen = new cublasLtMatmulHeuristicResult_t(1);
  private final FloatPointer scale;
  private final FloatPointer share;
  private final List<Runnable> owned = new ArrayList<>();

  PreparedProduct(CublasLt library, Call.Product call, MatrixProduct.Batch batch) {
    this.library = library;
    this.call = call;
    this.batch = batch;
    MatrixProduct product = call.product();
    scale = new FloatPointer((float) product.scale());
    share = new FloatPointer(product.addend().isPresent() ? (float) product.share() : 0f);
    try {
      description = description();
      first = layout(product.first(), product.read());
      second = layout(product.second(), product.read());
      result = layout(product.result(), product.written());
      addend = product.addend().map(matrix -> layout(matrix, product.written())).orElse(result);
      choose();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private cublasLtMatmulDescOpaque_t description() {
    MatrixProduct product = call.product();
    try (PointerPointer<cublasLtMatmulDescOpaque_t> made = new PointerPointer<>(1)) {
      boolean rounds = product.precision() == Precision.TF32;
      int type = rounds ? cublas.CUBLAS_COMPUTE_32F_FAST_TF32 : cublas.CUBLAS_COMPUTE_32F;
      check(
          "cublasLtMatmulDescCreate",
          cublas.cublasLtMatmulDescCreate(made, type, cudart.CUDA_R_32F));
      cublasLtMatmulDescOpaque_t description = made.get(cublasLtMatmulDescOpaque_t.class, 0);
      owned.add(() -> cublas.cublasLtMatmulDescDestroy(description));
      set(description, cublas.CUBLASLT_MATMUL_DESC_TRANSA, operation(product.first()));
      set(description, cublas.CUBLASLT_MATMUL_DESC_TRANSB, operation(product.second()));
      Optional<Long> bias =
          product.bias().map(vector -> call.bias() + product.written().width() * vector.offset());
      if (bias.isPresent()) {
        set(description, cublas.CUBLASLT_MATMUL_DESC_EPILOGUE, cublas.CUBLASLT_EPILOGUE_BIAS);
        try (LongPointer place = new LongPointer(new long[] {bias.get()})) {
          set(description, cublas.CUBLASLT_MATMUL_DESC_BIAS_POINTER, place, Long.BYTES);
        }
      }
      return description;
    }
  }

  /** What is not turned is transposed. */
  private static int operation(Matrix matrix) {
    return matrix.turned() ? cublas.CUBLAS_OP_N : cublas.CUBLAS_OP_T;
  }

  private static void set(cublasLtMatmulDescOpaque_t description, int attribute, int value) {
    try (IntPointer pointer = new IntPointer(new int[] {value})) {
      set(description, attribute, pointer, Integer.BYTES);
    }
  }

  private static void set(
      cublasLtMatmulDescOpaque_t description, int attribute, Pointer value, long bytes) {
    check(
        "cublasLtMatmulDescSetAttribute",
        cublas.cublasLtMatmulDescSetAttribute(description, attribute, value, bytes));
  }

  private static int code(DataType type) {
    return type == DataType.BFLOAT16 ? cudart.CUDA_R_16BF : cudart.CUDA_R_32F;
  }

  private cublasLtMatrixLayoutOpaque_t layout(Matrix matrix, DataType type) {
    try (PointerPointer<cublasLtMatrixLayoutOpaque_t> made = new PointerPointer<>(1);
        IntPointer count = new IntPointer(new int[] {Math.toIntExact(batch.count())});
        LongPointer stride = new LongPointer(new long[] {batch.stride(matrix)})) {
      check(
          "cublasLtMatrixLayoutCreate",
          cublas.cublasLtMatrixLayoutCreate(
              made, code(type), matrix.rows(), matrix.columns(), matrix.leading()));
      cublasLtMatrixLayoutOpaque_t layout = made.get(cublasLtMatrixLayoutOpaque_t.class, 0);
      owned.add(() -> cublas.cublasLtMatrixLayoutDestroy(layout));
      set(layout, cublas.CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, count, Integer.BYTES);
      set(layout, cublas.CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, stride, Long.BYTES);
      return layout;
    }
  }

  private static void set(
      cublasLtMatrixLayoutOpaque_t layout, int attribute, Pointer value, long bytes) {
    check(
        "cublasLtMatrixLayoutSetAttribute",
        cublas.cublasLtMatrixLayoutSetAttribute(layout, attribute, value, bytes));
  }

  /**
   * Bytes that an operand's matrices all begin at multiples of; cuBLASLt would take 256 for
   * granted.
   */
  private int alignment(long memory, Matrix matrix, DataType type) {
    long bits = place(memory, matrix, type) | type.width() * batch.stride(matrix) | MOST_ALIGNED;
    return Math.toIntExact(Long.lowestOneBit(bits));
  }

  private void align(cublasLtMatmulPreferenceOpaque_t preference, int attribute, int bytes) {
    try (IntPointer value = new IntPointer(new int[] {bytes})) {
      check(
          "cublasLtMatmulPreferenceSetAttribute",
          cublas.cublasLtMatmulPreferenceSetAttribute(preference, attribute, value, Integer.BYTES));
    }
  }

  /** The algorithm that cuBLASLt thinks best. */
  private void choose() {
    try (PointerPointer<cublasLtMatmulPreferenceOpaque_t> made = new PointerPointer<>(1)) {
      check("cublasLtMatmulPreferenceCreate", cublas.cublasLtMatmulPreferenceCreate(made));
      cublasLtMatmulPreferenceOpaque_t preference =
          made.get(cublasLtMatmulPreferenceOpaque_t.class, 0);
      try {
        choose(preference);
      } finally {
        cublas.cublasLtMatmulPreferenceDestroy(preference);
      }
    }
  }

  private void choose(cublasLtMatmulPreferenceOpaque_t preference) {
    try (LongPointer most = new LongPointer(new long[] {CublasLt.WORKSPACE});
        IntPointer count = new IntPointer(1)) {
      check(
          "cublasLtMatmulPreferenceSetAttribute",
          cublas.cublasLtMatmulPreferenceSetAttribute(
              preference, cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, most, Long.BYTES));
      MatrixProduct product = call.product();
      int own = alignment(call.result(), product.result(), product.written());
      align(
          preference,
          cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES,
          alignment(call.first(), product.first(), product.read()));
      align(
          preference,
          cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
          alignment(call.second(), product.second(), product.read()));
      align(
          preference,
          cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES,
          product
              .addend()
              .map(matrix -> alignment(call.addend(), matrix, product.written()))
              .orElse(own));
      align(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, own);
      check(
          "cublasLtMatmulAlgoGetHeuristic of " + call.product(),
          cublas.cublasLtMatmulAlgoGetHeuristic(
              library.handle(),
              description,
              first,
              second,
              addend,
              result,
              preference,
              FOUND,
              chosen,
              count));
      if (count.get() < FOUND || chosen.state() != 0) {
        throw new CudaException("cublasLt", "found no algorithm for " + call.product());
      }
    }
  }

  /** Puts the product on a stream. */
  void run(CUstream_st stream, long workspace) {
    MatrixProduct product = call.product();
    DataType written = product.written();
    long to = place(call.result(), product.result(), written);
    long from = product.addend().map(matrix -> place(call.addend(), matrix, written)).orElse(to);
    check(
        "cublasLtMatmul",
        cublas.cublasLtMatmul(
            library.handle(),
            description,
            scale,
            new Address(place(call.first(), product.first(), product.read())),
            first,
            new Address(place(call.second(), product.second(), product.read())),
            second,
            share,
            new Address(from),
            addend,
            new Address(to),
            result,
            chosen.algo(),
            new Address(workspace),
            CublasLt.WORKSPACE,
            stream));
  }

  private long place(long memory, Matrix matrix, DataType type) {
    return memory + type.width() * batch.offset(matrix);
  }

  @Override
  public void close() {
    owned.forEach(Runnable::run);
    owned.clear();
    chosen.close();
    scale.close();
    share.close();
  }
}

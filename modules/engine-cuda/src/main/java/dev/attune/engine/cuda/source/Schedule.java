package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.RowKernel;
import dev.attune.engine.plan.Operand;

/**
 * How a kernel's index space is laid over threads.
 *
 * @param form which of the forms below
 * @param grid blocks
 * @param blockX threads of a block, the x that neighbours differ in
 * @param blockY threads of a block
 * @param shared bytes of shared memory that a launch gives each block, beside what the text
 *     declares
 */
public record Schedule(Form form, long grid, int blockX, int blockY, int shared) {
  static final int THREADS = 256;
  private static final int WARP = 32;
  private static final int WARPS = 4;

  /** Rows up to this wide belong to one warp: longer ones would leave most of the device idle. */
  private static final long WIDEST_OF_WARP = 1024;

  private static final long MOST_BLOCKS = 1 << 16;
  private static final int MOST_THREADS = 1024;
  private static final long LONG_COLUMN = 1024;

  /** Who works on what. */
  public enum Form {
    /** No row matters: each thread takes elements, a grid apart. */
    ELEMENTS,
    /** A warp for each row. */
    WARP_A_ROW,
    /** A block for each row. */
    BLOCK_A_ROW,
    /**
     * Neighbouring rows stand side by side in memory, a row's elements far apart: 32 rows a block,
     * a thread each and several to share its elements.
     */
    ROWS_BESIDE
  }

  /** Of kernels that declare their shared memory. */
  private Schedule(Form form, long grid, int blockX, int blockY) {
    this(form, grid, blockX, blockY, 0);
  }

  /** The form that reads memory in its order. */
  public static Schedule of(RowKernel kernel) {
    long rows = kernel.rows();
    if (!kernel.reduces()) {
      return ofElements(rows * kernel.width() / Lanes.of(kernel, Form.ELEMENTS));
    }
    if (rowsStandBeside(kernel)) {
      // Few blocks stand on long columns: each as large as a block may be.
      int threads = kernel.width() >= LONG_COLUMN ? MOST_THREADS : THREADS;
      return new Schedule(Form.ROWS_BESIDE, (rows + WARP - 1) / WARP, WARP, threads / WARP);
    }
    if (kernel.width() <= WIDEST_OF_WARP) {
      return new Schedule(Form.WARP_A_ROW, (rows + WARPS - 1) / WARPS, WARP, WARPS);
    }
    return ofBlocks(rows);
  }

  /** Each thread takes elements, a grid apart. */
  public static Schedule ofElements(long count) {
    long blocks = Math.max(1, (count + THREADS - 1) / THREADS);
    return new Schedule(Form.ELEMENTS, Math.min(blocks, MOST_BLOCKS), THREADS, 1);
  }

  /** A block for each of some rows. */
  public static Schedule ofBlocks(long rows) {
    return new Schedule(Form.BLOCK_A_ROW, rows, THREADS, 1);
  }

  /** With another number of blocks. */
  Schedule withGrid(long other) {
    return new Schedule(form, other, blockX, blockY, shared);
  }

  private static boolean rowsStandBeside(RowKernel kernel) {
    int axes = kernel.rowAxes();
    if (axes == 0 || kernel.width() == 1) {
      return false;
    }
    int last = kernel.shape().length - 1;
    long beside = 0;
    long along = 0;
    for (Operand operand : kernel.reads()) {
      beside += operand.strides()[axes - 1] == 1 && operand.strides()[last] > 1 ? 1 : 0;
      along += operand.strides()[last] == 1 ? 1 : 0;
    }
    return beside > along;
  }
}

package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * softmax(scale · queries · keysᵀ + mask) · values of each row and head, in one kernel that keeps
 * no scores (arXiv:2205.14135). Of bfloat16 but for the mask and the statistics.
 *
 * @param queries [rows, heads, queries, depth]
 * @param keys [rows, heads, keys, depth]
 * @param values of the keys' shape
 * @param mask [rows, heads, queries, keys], finite; float
 * @param scale of the products
 * @param result of the queries' shape
 * @param statistics dense [rows, heads, queries, 2], what the backward pass needs to know of each
 *     softmax; float
 */
public record Attention(
    Operand queries,
    Operand keys,
    Operand values,
    Optional<Operand> mask,
    double scale,
    Operand result,
    Operand statistics) {
  /** Rows and columns that a warp's tensor cores take at once. */
  public static final int TILE = 16;

  /** A warp's registers hold sums this wide. */
  private static final int DEEPEST = 128;

  /** What a block gets on the smallest GPUs since compute capability 8.0, in bytes. */
  private static final long SHARED = 99 << 10;

  /** Rows are read by 16 bytes. */
  private static final int ALIGNMENT = 8;

  /** Between two rows in shared memory, so that they start in different banks. */
  private static final int PADDING = 8;

  private static final int STATISTICS = 3;

  /** How many rows. */
  public int rows() {
    return (int) queries.size(0);
  }

  /** Heads of a row. */
  public int heads() {
    return (int) queries.size(1);
  }

  /** Queries of a head. */
  public int queryCount() {
    return (int) queries.size(2);
  }

  /** Keys of a head. */
  public int keyCount() {
    return (int) keys.size(2);
  }

  /** Elements of a query, a key or a value. */
  public int depth() {
    return (int) queries.size(3);
  }

  /** Bytes of a block's shared memory: keys and values. */
  public int shared() {
    return matrices(keyCount());
  }

  /** Of the backward pass: keys and values, or queries and their gradients with what each needs. */
  public int sharedBackward() {
    int numbers = STATISTICS * Float.BYTES * wholeTiles(queryCount());
    return Math.max(matrices(keyCount()), matrices(queryCount()) + numbers);
  }

  private int matrices(int rows) {
    return 2 * Short.BYTES * wholeTiles(rows) * (depth() + PADDING);
  }

  /** So many rows, or a few more. */
  public static int wholeTiles(int rows) {
    return (rows + TILE - 1) / TILE * TILE;
  }

  /** Whether the kernels, forward and backward, take these sizes and places in memory. */
  public boolean fits() {
    return depth() % TILE == 0
        && depth() <= DEEPEST
        && values.size(3) == depth()
        && sharedBackward() <= SHARED
        && bfloat16().stream().allMatch(Attention::isAligned);
  }

  /** Whether rows of an operand can be read and written by 16 bytes. */
  static boolean isAligned(Operand operand) {
    int last = operand.rank() - 1;
    return operand.strides()[last] == 1
        && operand.offset() % ALIGNMENT == 0
        && IntStream.range(0, last)
            .allMatch(axis -> operand.size(axis) == 1 || operand.strides()[axis] % ALIGNMENT == 0);
  }

  /** Those of its operands that are bfloat16. */
  public List<Operand> bfloat16() {
    return List.of(queries, keys, values, result);
  }

  /** All that it reads. */
  public List<Operand> reads() {
    List<Operand> reads = new ArrayList<>(List.of(queries, keys, values));
    mask.ifPresent(reads::add);
    return reads;
  }

  /** All that it writes. */
  public List<Operand> writes() {
    return List.of(result, statistics);
  }
}

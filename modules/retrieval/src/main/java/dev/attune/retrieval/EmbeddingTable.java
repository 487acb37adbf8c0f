package dev.attune.retrieval;

import java.nio.file.Path;
import java.util.List;

/**
 * Embeddings of one modality and what each row stands for. On disk: {@code <modality>.npy}, float32
 * of shape {@code [rows, width]}, and {@code <modality>.jsonl}, a line a row.
 */
public final class EmbeddingTable {
  /** How far from 1 the length of a row may be: float32 sums of any width stay well inside. */
  private static final double LENGTH_TOLERANCE = 1e-3;

  private final List<EmbeddingItem> items;
  private final float[][] rows;
  private final int width;

  /**
   * Joins items and rows.
   *
   * @param width width of the space, at least 1
   * @param items one a row; ids may repeat
   * @param rows {@code [rows, width]}, of unit length; not copied
   * @throws IllegalArgumentException if numbers or widths differ, or a row is not of unit length
   */
  public EmbeddingTable(int width, List<EmbeddingItem> items, float[][] rows) {
    this("embeddings", width, items, rows);
  }

  private EmbeddingTable(String source, int width, List<EmbeddingItem> items, float[][] rows) {
    if (width < 1) {
      throw new IllegalArgumentException(
          source + ": expected a width of at least 1, found " + width);
    }
    if (items.size() != rows.length) {
      throw new IllegalArgumentException(
          source
              + ": expected one item a row, found "
              + items.size()
              + " items and "
              + rows.length
              + " rows");
    }
    for (int i = 0; i < rows.length; i++) {
      requireUnit(source, i, width, rows[i]);
    }
    this.width = width;
    this.items = List.copyOf(items);
    this.rows = rows;
  }

  private static void requireUnit(String source, int index, int width, float[] row) {
    if (row.length != width) {
      throw new IllegalArgumentException(
          source + ": row " + index + ": expected width " + width + ", found " + row.length);
    }
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw new IllegalArgumentException(
          source + ": row " + index + ": expected length 1, found " + length);
    }
  }

  /**
   * Reads {@code <directory>/<modality>.npy} and {@code .jsonl}.
   *
   * @param directory where they lie
   * @param modality their name
   * @return the table
   * @throws IllegalArgumentException if a file is missing or broken, or they do not fit each other
   */
  public static EmbeddingTable load(Path directory, String modality) {
    Path npy = directory.resolve(modality + ".npy");
    NpyFile file = NpyFile.open(npy);
    float[][] rows = file.floatRows();
    Path jsonl = directory.resolve(modality + ".jsonl");
    List<EmbeddingItem> items = ItemLines.read(jsonl, rows.length);
    return new EmbeddingTable(npy.toString(), file.shape().get(1), items, rows);
  }

  /**
   * Writes {@code <directory>/<modality>.npy} and {@code .jsonl}, each whole or not at all.
   *
   * @param directory created if it is missing
   * @param modality the name of the files
   */
  public void save(Path directory, String modality) {
    ItemLines.write(directory.resolve(modality + ".jsonl"), items);
    NpyFile.write(directory.resolve(modality + ".npy"), width, rows);
  }

  /**
   * Number of rows.
   *
   * @return 0 or more
   */
  public int size() {
    return rows.length;
  }

  /**
   * Width of the space.
   *
   * @return at least 1
   */
  public int width() {
    return width;
  }

  /**
   * What the rows stand for.
   *
   * @return one item a row
   */
  public List<EmbeddingItem> items() {
    return items;
  }

  /**
   * The embeddings.
   *
   * @return {@code [rows, width]}, of unit length; not a copy
   */
  public float[][] rows() {
    return rows;
  }
}

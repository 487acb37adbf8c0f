package dev.attune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which gallery columns are relevant to each query, and how much. */
public final class Relevance {
  private final int gallery;
  private final int[][] columns;
  private final double[][] grades;

  private Relevance(int gallery, int[][] columns, double[][] grades) {
    this.gallery = gallery;
    this.columns = columns;
    this.grades = grades;
  }

  /**
   * Relevant columns, all of grade 1.
   *
   * @param gallery number of columns
   * @param columns one list a query, of columns from 0
   * @return the relevance
   * @throws IllegalArgumentException if a column lies outside the gallery, repeats in its query, or
   *     a query has none
   */
  public static Relevance of(int gallery, int[][] columns) {
    double[][] grades = new double[columns.length][];
    for (int q = 0; q < columns.length; q++) {
      grades[q] = new double[columns[q].length];
      Arrays.fill(grades[q], 1);
    }
    return graded(gallery, columns, grades);
  }

  /**
   * Relevant columns with their grades. A column of grade 0 was judged and found irrelevant.
   *
   * @param gallery number of columns
   * @param columns one list a query, of columns from 0
   * @param grades for each of these columns its grade, finite and at least 0
   * @return the relevance
   * @throws IllegalArgumentException if a column lies outside the gallery or repeats in its query,
   *     a grade is negative or not finite, or a query has no column of a grade above 0
   */
  public static Relevance graded(int gallery, int[][] columns, double[][] grades) {
    if (columns.length == 0 || columns.length != grades.length) {
      throw new IllegalArgumentException(
          "relevance: expected at least 1 query and grades for each, found "
              + columns.length
              + " lists of columns and "
              + grades.length
              + " of grades");
    }
    int[][] keptColumns = new int[columns.length][];
    double[][] keptGrades = new double[columns.length][];
    for (int q = 0; q < columns.length; q++) {
      check(q, gallery, columns[q], grades[q]);
      keep(q, columns[q], grades[q], keptColumns, keptGrades);
    }
    return new Relevance(gallery, keptColumns, keptGrades);
  }

  /**
   * A gallery row is relevant to the queries of its id.
   *
   * @param queryIds one id a query
   * @param galleryIds one id a gallery row; ids may repeat on both sides
   * @return the relevance
   * @throws IllegalArgumentException if a query's id is not in the gallery
   */
  public static Relevance byId(List<String> queryIds, List<String> galleryIds) {
    Map<String, List<Integer>> rows = new HashMap<>();
    for (int i = 0; i < galleryIds.size(); i++) {
      rows.computeIfAbsent(galleryIds.get(i), id -> new ArrayList<>()).add(i);
    }
    int[][] columns = new int[queryIds.size()][];
    for (int q = 0; q < columns.length; q++) {
      List<Integer> found = rows.get(queryIds.get(q));
      if (found == null) {
        throw new IllegalArgumentException(
            "relevance: query "
                + q
                + ": expected id \""
                + queryIds.get(q)
                + "\" among the gallery's "
                + galleryIds.size()
                + " rows, found none");
      }
      columns[q] = found.stream().mapToInt(Integer::intValue).toArray();
    }
    return of(galleryIds.size(), columns);
  }

  private static void check(int query, int gallery, int[] columns, double[] grades) {
    if (columns.length != grades.length) {
      throw new IllegalArgumentException(
          "relevance: query "
              + query
              + ": expected one grade a column, found "
              + columns.length
              + " columns and "
              + grades.length
              + " grades");
    }
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0 || columns[i] >= gallery) {
        throw new IllegalArgumentException(
            "relevance: query "
                + query
                + ": expected columns from 0 to "
                + (gallery - 1)
                + ", found "
                + columns[i]);
      }
      if (!seen.add(columns[i])) {
        throw new IllegalArgumentException(
            "relevance: query "
                + query
                + ": expected each column once, found "
                + columns[i]
                + " twice");
      }
      if (!(grades[i] >= 0) || Double.isInfinite(grades[i])) {
        throw new IllegalArgumentException(
            "relevance: query "
                + query
                + ": column "
                + columns[i]
                + ": expected a finite grade of at least 0, found "
                + grades[i]);
      }
    }
  }

  private static void keep(
      int query, int[] columns, double[] grades, int[][] keptColumns, double[][] keptGrades) {
    int kept = 0;
    int[] ofQuery = new int[columns.length];
    double[] theirGrades = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      if (grades[i] > 0) {
        ofQuery[kept] = columns[i];
        theirGrades[kept++] = grades[i];
      }
    }
    if (kept == 0) {
      throw new IllegalArgumentException(
          "relevance: query "
              + query
              + ": expected at least 1 relevant column, found none; leave the query out");
    }
    keptColumns[query] = Arrays.copyOf(ofQuery, kept);
    keptGrades[query] = Arrays.copyOf(theirGrades, kept);
  }

  /**
   * Number of queries.
   *
   * @return at least 1
   */
  public int queries() {
    return columns.length;
  }

  /**
   * Size of the gallery.
   *
   * @return number of columns
   */
  public int gallery() {
    return gallery;
  }

  /**
   * The relevant columns of a query.
   *
   * @param query from 0
   * @return columns of a grade above 0, a copy
   */
  public int[] columns(int query) {
    return columns[query].clone();
  }

  /**
   * The grades of a query's relevant columns.
   *
   * @param query from 0
   * @return one grade for each of {@link #columns(int)}, a copy
   */
  public double[] grades(int query) {
    return grades[query].clone();
  }
}

package dev.attune.experiments.config;

import dev.attune.datasets.Selection;
import dev.attune.datasets.split.CaptionSampler;
import dev.attune.datasets.split.SplitRule;
import dev.attune.experiments.json.Default;
import java.nio.file.Path;
import java.util.List;

/**
 * What is trained on and asked about.
 *
 * @param source where the items come from
 * @param select which rows are used, by the values of their columns; all of them if empty
 * @param draw what an epoch goes through
 * @param split how they are taken apart
 * @param splitSeed decides which items go where; apart from the run's seed, so that runs of several
 *     seeds share a split
 * @param captions which captions are drawn, and which asked
 * @param cacheMegabytes decoded images and sounds kept in memory; the rest is decoded each time
 * @param loaderThreads threads that make batches
 */
public record DataConfig(
    DataSource source,
    @Default("[]") List<Selection> select,
    @Default("\"rows\"") Draw draw,
    SplitRule split,
    @Default("1") long splitSeed,
    @Default("{\"type\": \"one_of_texts\"}") CaptionSampler captions,
    @Default("256") int cacheMegabytes,
    @Default("1") int loaderThreads) {

  /** What an epoch goes through. */
  public enum Draw {
    /** Every row once. */
    ROWS,
    /**
     * Every concept once, by one of its rows, drawn anew each time: the languages of a concept take
     * turns, and no batch holds a concept twice.
     */
    CONCEPTS
  }

  public DataConfig {
    select = List.copyOf(select);
    Limits.atLeast(cacheMegabytes, 0, "cache_megabytes");
    Limits.atLeast(loaderThreads, 1, "loader_threads");
  }

  /**
   * The same with absolute paths.
   *
   * @param file that it was read from
   */
  DataConfig resolved(Path file) {
    return new DataConfig(
        source.resolved(file),
        select,
        draw,
        split,
        splitSeed,
        captions,
        cacheMegabytes,
        loaderThreads);
  }
}

package dev.attune.experiments.config;

import dev.attune.datasets.split.CaptionSampler;
import dev.attune.datasets.split.SplitRule;
import dev.attune.experiments.json.Default;

/**
 * What is trained on and asked about.
 *
 * @param source where the items come from
 * @param split how they are taken apart
 * @param splitSeed decides which items go where; apart from the run's seed, so that runs of several
 *     seeds share a split
 * @param captions which captions are drawn, and which asked
 * @param cacheMegabytes decoded images kept in memory; the rest is decoded each time
 * @param loaderThreads threads that make batches
 */
public record DataConfig(
    DataSource source,
    SplitRule split,
    @Default("1") long splitSeed,
    CaptionSampler captions,
    @Default("256") int cacheMegabytes,
    @Default("1") int loaderThreads) {
  public DataConfig {
    Limits.atLeast(cacheMegabytes, 0, "cache_megabytes");
    Limits.atLeast(loaderThreads, 1, "loader_threads");
  }
}

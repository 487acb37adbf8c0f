package dev.attune.experiments.run;

import dev.attune.datasets.loading.BatchPipeline;
import dev.attune.engine.Batch;
import dev.attune.engine.training.BatchSource;

/** A pipeline of batches as the training loop takes them. */
public record PipelineSource(BatchPipeline<Batch> pipeline) implements BatchSource {

  @Override
  public Batch next() {
    return pipeline.next().value();
  }

  @Override
  public long waitedNanos() {
    return pipeline.waitedNanos();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}

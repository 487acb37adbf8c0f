package dev.attune.datasets.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPipelineTest {
  private static final EpochPlan PLAN = new EpochPlan(23, 5, 7);

  private static List<String> first(int count, int threads, int ahead, int epoch, int batch) {
    List<String> batches = new ArrayList<>();
    try (BatchPipeline<String> pipeline =
        new BatchPipeline<>(
            PLAN, (e, items) -> e + Arrays.toString(items), threads, ahead, epoch, batch)) {
      for (int i = 0; i < count; i++) {
        batches.add(pipeline.next());
      }
    }
    return batches;
  }

  @Test
  void anEpochVisitsEachItemAtMostOnce() {
    assertThat(PLAN.batches()).isEqualTo(4);
    assertThat(PLAN.order(3)).containsExactlyInAnyOrder(IntStream.range(0, 23).toArray());
    assertThat(PLAN.order(3)).isEqualTo(PLAN.order(3)).isNotEqualTo(PLAN.order(4));
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    assertThat(first(13, 8, 5, 0, 0)).isEqualTo(first(13, 1, 1, 0, 0));
  }

  @Test
  void startsAnywhere() {
    assertThat(first(4, 2, 3, 2, 1)).isEqualTo(first(13, 1, 1, 0, 0).subList(9, 13));
  }

  @Test
  void aFailureReachesTheConsumerAtItsBatch() {
    try (BatchPipeline<Integer> pipeline =
        new BatchPipeline<>(
            PLAN,
            (e, items) -> {
              if (e == 1) {
                throw new IllegalArgumentException("cat.png: expected a PNG, found text");
              }
              return items.length;
            },
            2,
            3,
            0,
            0)) {
      for (int i = 0; i < 4; i++) {
        assertThat(pipeline.next()).isEqualTo(5);
      }
      assertThatThrownBy(pipeline::next).hasMessage("cat.png: expected a PNG, found text");
      assertThat(pipeline.waitedNanos()).isPositive();
    }
  }

  @Test
  void moreItemsABatchThanThereAreIsRefused() {
    assertThatThrownBy(() -> new EpochPlan(10, 11, 1))
        .hasMessage("batch_size: expected 1 to the 10 items there are to train on, found 11");
  }
}

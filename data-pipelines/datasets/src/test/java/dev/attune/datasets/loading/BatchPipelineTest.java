package dev.attune.datasets.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class BatchPipelineTest {
  private static final BatchLoader<String> SHOWN =
      (epoch, batch, items) -> epoch + "/" + batch + Arrays.toString(items);

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "5,2", "3,20"})
  void theSequenceIsTheSameForAnyThreads(int threads, int ahead) {
    EpochPlan plan = EpochPlan.shuffled(range(23), 5, true, 3, 7);
    List<String> expected = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] order = plan.order(epoch);
      for (int b = 0; b < 4; b++) {
        expected.add(
            epoch + "/" + b + Arrays.toString(Arrays.copyOfRange(order, b * 5, b * 5 + 5)));
      }
    }
    BatchLoader<String> uneven =
        (epoch, batch, items) -> {
          Thread.sleep(items[0] % 3);
          return SHOWN.load(epoch, batch, items);
        };
    try (BatchPipeline<String> pipeline =
        new BatchPipeline<>(plan, Cursor.START, threads, ahead, uneven)) {
      assertThat(rest(pipeline)).isEqualTo(expected);
      assertThatThrownBy(pipeline::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void anEpochHoldsEachItemOnceInAnOrderOfItsOwn() {
    EpochPlan plan = EpochPlan.shuffled(range(1_000), 64, false, 2, 7);
    assertThat(plan.batches()).isEqualTo(16);
    int[] first = plan.order(0);
    assertThat(Arrays.stream(first).sorted().toArray())
        .isEqualTo(IntStream.range(0, 1_000).toArray());
    assertThat(first).isNotEqualTo(plan.order(1));
    assertThat(first).isNotEqualTo(EpochPlan.shuffled(range(1_000), 64, false, 2, 8).order(0));
    assertThat(plan.batch(first, 15)).hasSize(40);
  }

  @Test
  void everyOrderOfThreeItemsIsAboutAsLikely() {
    EpochPlan plan = EpochPlan.shuffled(range(3), 3, true, 1, 11);
    int[] counts = new int[27];
    for (int epoch = 0; epoch < 6_000; epoch++) {
      int[] order = plan.order(epoch);
      counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    assertThat(Arrays.stream(counts).filter(count -> count > 0).boxed())
        .hasSize(6)
        .allSatisfy(count -> assertThat(count).isBetween(880, 1_120));
  }

  @Test
  void resumesFromAnyCursor() {
    EpochPlan plan = EpochPlan.shuffled(range(10), 4, false, 4, 3);
    List<String> all;
    try (BatchPipeline<String> pipeline = new BatchPipeline<>(plan, Cursor.START, 2, 2, SHOWN)) {
      all = rest(pipeline);
    }
    for (int step = 0; step < all.size(); step++) {
      try (BatchPipeline<String> pipeline = new BatchPipeline<>(plan, plan.at(step), 2, 3, SHOWN)) {
        assertThat(pipeline.cursor()).isEqualTo(plan.at(step));
        assertThat(rest(pipeline)).isEqualTo(all.subList(step, all.size()));
      }
    }
    assertThatThrownBy(() -> new BatchPipeline<>(plan, new Cursor(0, 3), 1, 1, SHOWN))
        .hasMessageContaining("expected a batch below 3, found 3");
  }

  @Test
  void runsNoFurtherAheadThanAllowed() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    BatchLoader<Integer> counting = (epoch, batch, items) -> made.incrementAndGet();
    try (BatchPipeline<Integer> pipeline =
        new BatchPipeline<>(EpochPlan.inOrder(range(100), 1), Cursor.START, 4, 3, counting)) {
      waitFor(made, 3);
      pipeline.next();
      waitFor(made, 4);
      Thread.sleep(50);
      assertThat(made.get()).isEqualTo(4);
    }
  }

  @Test
  void anErrorReachesTheConsumerAtItsBatch() {
    BatchLoader<String> failing =
        (epoch, batch, items) -> {
          if (batch == 2) {
            throw new IOException("disk gone");
          }
          return "fine";
        };
    try (BatchPipeline<String> pipeline =
        new BatchPipeline<>(EpochPlan.inOrder(range(5), 1), Cursor.START, 4, 4, failing)) {
      assertThat(pipeline.next().value()).isEqualTo("fine");
      assertThat(pipeline.next().items()).isEqualTo(1);
      assertThatThrownBy(pipeline::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("disk gone");
      assertThatThrownBy(pipeline::next).isInstanceOf(UncheckedIOException.class);
    }
    BatchLoader<String> wrong =
        (epoch, batch, items) -> {
          throw new IllegalArgumentException("bad row");
        };
    try (BatchPipeline<String> pipeline =
        new BatchPipeline<>(EpochPlan.inOrder(range(5), 1), Cursor.START, 1, 1, wrong)) {
      assertThatThrownBy(pipeline::next).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closeStopsTheThreadsAndClosesWhatWasNotDelivered() throws InterruptedException {
    AtomicInteger closed = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    CountDownLatch interrupted = new CountDownLatch(1);
    BatchLoader<AutoCloseable> loader =
        (epoch, batch, items) -> {
          if (batch == 3) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
              interrupted.countDown();
              throw stopped;
            }
          }
          made.incrementAndGet();
          return closed::incrementAndGet;
        };
    BatchPipeline<AutoCloseable> pipeline =
        new BatchPipeline<>(EpochPlan.inOrder(range(9), 1), Cursor.START, 1, 4, loader);
    pipeline.next();
    waitFor(made, 3);
    pipeline.close();
    pipeline.close();
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(closed.get()).isEqualTo(2);
    assertThatThrownBy(pipeline::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theWaitIsMeasured() {
    BatchLoader<Integer> slow =
        (epoch, batch, items) -> {
          Thread.sleep(20);
          return 0;
        };
    try (BatchPipeline<Integer> pipeline =
        new BatchPipeline<>(EpochPlan.inOrder(range(3), 1), Cursor.START, 1, 1, slow)) {
      assertThat(pipeline.waitedNanos()).isZero();
      pipeline.next();
      pipeline.next();
      assertThat(pipeline.waitedNanos()).isPositive();
    }
  }

  @Test
  void aPlanWithoutABatchIsRefused() {
    assertThatThrownBy(() -> EpochPlan.shuffled(range(3), 4, true, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at least 4 items for one batch, found 3");
    assertThatThrownBy(() -> EpochPlan.inOrder(List.of(), 4))
        .hasMessage("expected at least 1 items for one batch, found 0");
  }

  private static void waitFor(AtomicInteger counter, int least) throws InterruptedException {
    while (counter.get() < least) {
      Thread.sleep(1);
    }
  }

  private static <B> List<B> rest(BatchPipeline<B> pipeline) {
    List<B> values = new ArrayList<>();
    while (pipeline.hasNext()) {
      values.add(pipeline.next().value());
    }
    return values;
  }

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void everyBatchHasItsShareOfEachKind() {
    List<Integer> many = IntStream.range(0, 70).boxed().toList();
    List<Integer> few = IntStream.range(70, 90).boxed().toList();
    List<Integer> rare = IntStream.range(90, 100).boxed().toList();
    EpochPlan plan = EpochPlan.stratified(List.of(many, few, rare), 20, true, 3, 5);

    for (long epoch = 0; epoch < 3; epoch++) {
      int[] order = plan.order(epoch);
      assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
      for (int batch = 0; batch < plan.batches(); batch++) {
        int[] items = plan.batch(order, batch);
        assertThat(Arrays.stream(items).filter(i -> i < 70).count()).isBetween(13L, 15L);
        assertThat(Arrays.stream(items).filter(i -> i >= 70 && i < 90).count()).isBetween(3L, 5L);
        assertThat(Arrays.stream(items).filter(i -> i >= 90).count()).isBetween(1L, 3L);
      }
    }
    assertThat(plan.order(0)).isNotEqualTo(plan.order(1));
    assertThat(plan.first()).isEqualTo(plan.batch(plan.order(0), 0));
  }

  @Test
  void oneKindIsShuffledAsIfThereWereNoKinds() {
    List<Integer> all = IntStream.range(0, 50).boxed().toList();
    EpochPlan kinds = EpochPlan.stratified(List.of(all), 8, true, 2, 9);
    EpochPlan plain = EpochPlan.shuffled(all, 8, true, 2, 9);

    assertThat(kinds.order(1)).isEqualTo(plain.order(1));
  }
}

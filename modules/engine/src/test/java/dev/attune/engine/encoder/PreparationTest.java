package dev.attune.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PreparationTest {
  private static List<Integer> items(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void itemsComeInTheirOrder() {
    // The first takes longest.
    try (Preparation<Integer, Integer> prepared =
        new Preparation<>(items(50), i -> slow(i, i == 0 ? 50 : 0), 8)) {
      for (int i = 0; i < 50; i++) {
        assertThat(prepared.next()).isEqualTo(i * i);
      }
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(prepared::next);
    }
  }

  private static int slow(int i, int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
    return i * i;
  }

  @Test
  void noMoreThanTheBoundIsPreparedAhead() {
    AtomicInteger begun = new AtomicInteger();
    try (Preparation<Integer, Integer> prepared =
        new Preparation<>(items(40), i -> begun.incrementAndGet(), 3)) {
      for (int taken = 1; taken <= 40; taken++) {
        prepared.next();
        assertThat(begun.get()).isBetween(taken, taken + 3);
      }
    }
  }

  @Test
  void aFailureComesInItsItemsPlace() {
    RuntimeException broken = new IllegalArgumentException("item 2");
    try (Preparation<Integer, Integer> prepared =
        new Preparation<>(
            items(9),
            i -> {
              if (i == 2) {
                throw broken;
              }
              return i;
            },
            9)) {
      assertThat(prepared.next()).isZero();
      assertThat(prepared.next()).isEqualTo(1);
      assertThatThrownBy(prepared::next).isSameAs(broken);
    }
  }

  @Test
  void closingInterruptsWhatIsUnderWay() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Preparation<Integer, Integer> prepared =
        new Preparation<>(
            items(1),
            i -> {
              begun.countDown();
              try {
                TimeUnit.MINUTES.sleep(1);
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return i;
            },
            1);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    prepared.close();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }
}

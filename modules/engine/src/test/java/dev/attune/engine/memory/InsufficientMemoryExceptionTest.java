package dev.attune.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InsufficientMemoryExceptionTest {
  private static InsufficientMemoryException of(long needed, long fixed, long free) {
    return new InsufficientMemoryException("x", needed, free, true).ofWhichFixed(fixed);
  }

  @Test
  void whatIsNotFixedGrowsWithTheBatch() {
    assertThat(of(400, 0, 100).fittingRows(64)).hasValue(16);
    assertThat(of(400, 80, 100).fittingRows(64)).hasValue(4);
    assertThat(of(400, 100, 100).fittingRows(64)).hasValue(0);
    assertThat(of(400, 300, 100).fittingRows(64)).hasValue(0);
    assertThat(of(400, 80, 100).growsWithBatch()).isTrue();
    assertThat(new InsufficientMemoryException("x", 400, 100, false).growsWithBatch()).isFalse();
  }

  @Test
  void halfOfWhatGrowsMayFit() {
    assertThat(of(400, 80, 260).fitsInHalf()).isTrue();
    assertThat(of(400, 80, 259).fitsInHalf()).isFalse();
  }

  @Test
  void whatALibraryTookIsNotMeasured() {
    InsufficientMemoryException unmeasured =
        InsufficientMemoryException.unmeasured("cuGraphInstantiate", 3 << 20);
    assertThat(unmeasured)
        .hasMessage("cuGraphInstantiate: out of memory, and 3 MiB of memory are free");
    assertThat(unmeasured.fittingRows(64)).isEmpty();
    assertThat(unmeasured.growsWithBatch()).isTrue();
    assertThat(unmeasured.fitsInHalf()).isFalse();
  }
}

package dev.attune.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of a batch's arrays, under a tower or a task and back. */
class BatchNamesTest {
  private final float[] pixels = {1, 2};
  private final int[] ids = {3, 4};
  private final Batch batch = new Batch(2, Map.of("pixels", pixels), Map.of("ids", ids));

  @Test
  void allNamesGetThePrefix() {
    Batch under = batch.under("views.0");

    assertThat(under.rows()).isEqualTo(2);
    assertThat(under.floats()).containsOnlyKeys("views.0.pixels");
    assertThat(under.floats().get("views.0.pixels")).isSameAs(pixels);
    assertThat(under.integers()).containsOnlyKeys("views.0.ids");
  }

  @Test
  void whatStandsUnderAPrefixComesBackAlone() {
    Batch both =
        new Batch(
            2,
            Map.of("image.pixels", pixels, "images.pixels", new float[2]),
            Map.of("text.ids", ids));

    assertThat(both.within("image").floats()).containsOnlyKeys("pixels");
    assertThat(both.within("image").floats().get("pixels")).isSameAs(pixels);
    assertThat(both.within("image").integers()).isEmpty();
    assertThat(both.within("text").integers().get("ids")).isSameAs(ids);
  }
}

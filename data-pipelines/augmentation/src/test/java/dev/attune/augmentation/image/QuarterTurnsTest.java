package dev.attune.augmentation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarterTurnsTest {
  private static final QuarterTurns TURNS = new QuarterTurns();

  @Test
  void turnsAreAnticlockwise() {
    PixelsWritable picture = new PixelsWritable(new float[] {1, 2, 3, 4}, 1, 2, 2);
    assertThat(TURNS.count()).isEqualTo(4);
    assertThat(TURNS.apply(picture, 0)).isEqualTo(picture);
    assertThat(TURNS.apply(picture, 1).values()).containsExactly(2, 4, 1, 3);
    assertThat(TURNS.apply(picture, 2).values()).containsExactly(4, 3, 2, 1);
    assertThat(TURNS.apply(picture, 3).values()).containsExactly(3, 1, 4, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void turnsAddUp(int side) {
    PixelsWritable picture = Pictures.noise(3, side, side, 1);
    PixelsWritable turned = picture;
    for (int turn = 1; turn <= 4; turn++) {
      turned = TURNS.apply(turned, 1);
      assertThat(turned).isEqualTo(TURNS.apply(picture, turn % 4));
    }
    assertThat(turned).isEqualTo(picture).isEqualTo(Pictures.noise(3, side, side, 1));
  }

  @Test
  void everyChannelTurnsAlike() {
    PixelsWritable picture = Pictures.noise(3, 5, 5, 1);
    PixelsWritable turned = TURNS.apply(picture, 1);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 5; x++) {
          // The top row becomes the left column, its right end at the top.
          assertThat(turned.at(c, y, x)).isEqualTo(picture.at(c, x, 4 - y));
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (int which = 0; which < 4; which++) {
      int turn = which;
      assertThatThrownBy(() -> TURNS.apply(Pictures.noise(3, 4, 5, 1), turn))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("quarter_turns: expected a square picture, found PixelsWritable[3, 4, 5]");
    }
    assertThatThrownBy(() -> TURNS.apply(Pictures.noise(3, 4, 4, 1), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quarter_turns: which: expected 0 to 3, found 4");
    assertThatThrownBy(() -> TURNS.apply(Pictures.noise(3, 4, 4, 1), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

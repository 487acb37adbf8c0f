package dev.attune.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.graph.ShapeException;
import dev.attune.graph.Value;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TwoArrayLossTest {
  private static final double[][] TWO = {{1, 0}, {0, 1}};

  @Test
  void takesAnObjectiveOfTheUsersOwn() {
    Objective onlyTheLeft =
        new Objective() {
          @Override
          public String name() {
            return "mean_cosine_to_itself";
          }

          @Override
          public Value loss(Value left, Value right) {
            return new SimSiam().loss(left, left);
          }
        };

    TwoArrayLoss.Result result = TwoArrayLoss.evaluate(onlyTheLeft, TWO, TWO);

    assertThat(result.loss()).isCloseTo(-1, within(1e-12));
    assertThat(result.rightGradient()).isDeepEqualTo(new double[2][2]);
  }

  @Test
  void gradientsAreThoseOfTheirOwnSides() {
    double[][] left = Rows.normal(new Random(3), 3, 2);
    double[][] right = Rows.normal(new Random(4), 3, 2);
    Clip clip = new Clip(4, true);
    TwoArrayLoss.Result result = TwoArrayLoss.evaluate(clip, left, right);
    double[][] moved = Rows.copy(left);
    moved[2][1] += 1e-6;
    double[][] movedRight = Rows.copy(right);
    movedRight[0][1] += 1e-6;

    assertThat((TwoArrayLoss.evaluate(clip, moved, right).loss() - result.loss()) / 1e-6)
        .isCloseTo(result.leftGradient()[2][1], within(1e-5));
    assertThat((TwoArrayLoss.evaluate(clip, left, movedRight).loss() - result.loss()) / 1e-6)
        .isCloseTo(result.rightGradient()[0][1], within(1e-5));
  }

  @Test
  void floatsGiveWhatTheirDoublesGive() {
    float[][] left = {{0.1f, 0.7f}, {-0.3f, 0.2f}};
    float[][] right = {{0.5f, 0.7f}, {-0.1f, -0.2f}};
    double[][] leftWide = {{0.1f, 0.7f}, {-0.3f, 0.2f}};
    double[][] rightWide = {{0.5f, 0.7f}, {-0.1f, -0.2f}};

    assertThat(TwoArrayLoss.evaluate(new Clip(5, true), left, right).loss())
        .isEqualTo(TwoArrayLoss.evaluate(new Clip(5, true), leftWide, rightWide).loss());
  }

  @Test
  void aBatchOfAThousandRowsIsNoTrouble() {
    double[][] left = Rows.normal(new Random(1), 1024, 128);
    double[][] right = Rows.normal(new Random(2), 1024, 128);

    TwoArrayLoss.Result result = TwoArrayLoss.evaluate(NtXent.defaults(), left, right);

    // Random rows in 128 dimensions: logits of deviation 2/√128, so a little over the logarithm.
    assertThat(result.loss()).isBetween(Math.log(2047), Math.log(2047) + 0.1);
    assertThat(result.leftGradient()).hasDimensions(1024, 128);
  }

  @Test
  void namesTheNumberThatIsNotFinite() {
    double[][] broken = {{1, 0}, {0, Double.NaN}};

    assertThatThrownBy(() -> TwoArrayLoss.evaluate(Clip.defaults(), TWO, broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("right row 1 column 1: expected a finite number, found NaN");
  }

  @Test
  void namesTheRowOfAnotherWidth() {
    double[][] ragged = {{1, 0}, {0}};

    assertThatThrownBy(() -> TwoArrayLoss.evaluate(Clip.defaults(), ragged, TWO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("left row 1: expected width 2, found 1");
  }

  @Test
  void refusesEmptyAndOversizedArrays() {
    assertThatThrownBy(() -> TwoArrayLoss.evaluate(Clip.defaults(), new double[0][], TWO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("left: expected at least one number, found none");
    assertThatThrownBy(() -> TwoArrayLoss.evaluate(Clip.defaults(), TWO, new double[5000][1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("right: expected a batch of at most 4096 rows, found 5000");
  }

  @Test
  void printsBothShapes() {
    assertThatThrownBy(() -> TwoArrayLoss.evaluate(Clip.defaults(), TWO, new double[3][2]))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "clip: expected two matrices of equal shape [n, d], found left [2, 2], right [3, 2]");
  }
}

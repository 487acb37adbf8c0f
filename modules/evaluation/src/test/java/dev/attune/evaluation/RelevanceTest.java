package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RelevanceTest {
  @Test
  void joinsById() {
    Relevance relevance = Relevance.byId(List.of("b", "a", "b"), List.of("a", "b", "c", "b"));
    assertThat(relevance.columns(0)).containsExactly(1, 3);
    assertThat(relevance.columns(1)).containsExactly(0);
    assertThat(relevance.columns(2)).containsExactly(1, 3);
    assertThat(relevance.gallery()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Relevance.byId(List.of("a", "x"), List.of("a")))
        .withMessageContaining("query 1")
        .withMessageContaining("\"x\"");
  }

  @Test
  void columnsOfGradeZeroAreIrrelevant() {
    Relevance relevance = Relevance.graded(3, new int[][] {{2, 0}}, new double[][] {{0, 1.5}});
    assertThat(relevance.columns(0)).containsExactly(0);
    assertThat(relevance.grades(0)).containsExactly(1.5);
  }

  @Test
  void refusesWithQueryAndColumn() {
    refuses(new int[][] {{0}, {3}}, "query 1", "0 to 2", "3");
    refuses(new int[][] {{-1}}, "query 0", "-1");
    refuses(new int[][] {{1, 1}}, "query 0", "1 twice");
    refuses(new int[][] {{0}, {}}, "query 1", "found none");
    refuses(new int[][] {}, "at least 1 query");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Relevance.graded(3, new int[][] {{1}}, new double[][] {{-1}}))
        .withMessageContaining("-1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Relevance.graded(3, new int[][] {{1}}, new double[][] {{Double.NaN}}))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Relevance.graded(3, new int[][] {{1}}, new double[][] {{1, 2}}))
        .withMessageContaining("2 grades");
  }

  private static void refuses(int[][] columns, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Relevance.of(3, columns))
        .satisfies(problem -> assertThat(problem.getMessage()).contains(parts));
  }
}

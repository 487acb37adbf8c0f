package dev.attune.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExactSearchTest {
  private final SplittableRandom random = new SplittableRandom(2);

  @Test
  void findsWhatAFullSortFinds() {
    float[][] rows = units(5000, 13);
    ExactSearch search =
        new ExactSearch(
            List.of(
                source("train", "image", Arrays.copyOf(rows, 1500)),
                source("test", "image", Arrays.copyOfRange(rows, 1500, 5000))));
    float[][] queries = units(20, 13);
    List<List<SearchResult>> found = search.nearest(queries, 30);
    for (int q = 0; q < queries.length; q++) {
      double[] scores = new double[5000];
      for (int i = 0; i < 5000; i++) {
        for (int d = 0; d < 13; d++) {
          scores[i] += (double) queries[q][d] * rows[i][d];
        }
      }
      List<Integer> order =
          IntStream.range(0, 5000)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
              .toList();
      for (int r = 0; r < 30; r++) {
        SearchResult result = found.get(q).get(r);
        int row = order.get(r);
        assertThat(result.rank()).isEqualTo(r + 1);
        assertThat(result.score()).isCloseTo(scores[row], within(1e-5));
        assertThat(result.split()).isEqualTo(row < 1500 ? "train" : "test");
        assertThat(result.id()).isEqualTo("id" + (row < 1500 ? row : row - 1500));
      }
      assertThat(search.nearest(queries[q], 30)).isEqualTo(found.get(q));
    }
  }

  @Test
  void equalScoresComeInTheOrderOfTheRows() {
    float[][] same = new float[3000][];
    Arrays.fill(same, new float[] {0.6f, 0.8f});
    ExactSearch search =
        new ExactSearch(List.of(source("a", "text", same), source("b", "text", same)));
    List<SearchResult> found = search.nearest(new float[] {1, 0}, 4000);
    assertThat(found).hasSize(4000);
    assertThat(found.subList(0, 3000))
        .extracting(SearchResult::id)
        .containsExactlyElementsOf(IntStream.range(0, 3000).mapToObj(i -> "id" + i).toList());
    assertThat(found.get(2999).split()).isEqualTo("a");
    assertThat(found.get(3000).split()).isEqualTo("b");
    assertThat(search.nearest(new float[] {1, 0}, 3))
        .extracting(SearchResult::id)
        .containsExactly("id0", "id1", "id2");
  }

  @Test
  void showsTheItem() {
    EmbeddingItem item = new EmbeddingItem("1F418", "elephant", null, "g", "l");
    EmbeddingTable table = new EmbeddingTable(1, List.of(item), new float[][] {{-1}});
    EmbeddingTable none = new EmbeddingTable(1, List.of(), new float[0][]);
    ExactSearch search =
        new ExactSearch(
            List.of(
                new ExactSearch.Source("x", "image", none),
                new ExactSearch.Source("y", "text", table)));
    assertThat(search.nearest(new float[] {1}, 10))
        .containsExactly(new SearchResult(1, "1F418", "text", "y", -1, "elephant", null));
    assertThat(
            new ExactSearch(List.of(new ExactSearch.Source("x", "image", none)))
                .nearest(new float[] {1}, 1))
        .isEmpty();
  }

  @Test
  void refusesWithNumbers() {
    ExactSearch search = new ExactSearch(List.of(source("a", "text", units(3, 4))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.nearest(new float[5], 1))
        .withMessageContaining("width 4, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.nearest(new float[4], 0))
        .withMessageContaining("found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.nearest(new float[] {1, Float.NaN, 0, 0}, 1))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ExactSearch(
                    List.of(source("a", "text", units(3, 4)), source("b", "image", units(3, 5)))))
        .withMessageContaining("b/image");
    assertThatIllegalArgumentException().isThrownBy(() -> new ExactSearch(List.of()));
  }

  private static ExactSearch.Source source(String split, String modality, float[][] rows) {
    List<EmbeddingItem> items = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      items.add(new EmbeddingItem("id" + i, null, "p" + i, null, null));
    }
    return new ExactSearch.Source(split, modality, new EmbeddingTable(rows[0].length, items, rows));
  }

  private float[][] units(int count, int width) {
    float[][] rows = new float[count][width];
    for (float[] row : rows) {
      double squares = 0;
      for (int d = 0; d < width; d++) {
        row[d] = (float) random.nextGaussian();
        squares += row[d] * row[d];
      }
      for (int d = 0; d < width; d++) {
        row[d] /= (float) Math.sqrt(squares);
      }
    }
    return rows;
  }
}

package dev.attune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetrievalProtocolTest {
  private static final int IMAGES = 120;
  private static final int CAPTIONS = 3;
  private final SplittableRandom random = new SplittableRandom(4);
  private final EmbeddingSet images = images(IMAGES);
  private final EmbeddingSet texts = captions(images);

  @Test
  void alignedEmbeddingsStandAboveBothControls() {
    RetrievalProtocol.Sides sides = new RetrievalProtocol.Sides(texts, images);
    RetrievalProtocol.Sides untrained =
        new RetrievalProtocol.Sides(
            texts.with(RankingTest.normal(random, IMAGES * CAPTIONS, 4)),
            images.with(RankingTest.normal(random, IMAGES, 4)));
    List<EvaluationRow> rows =
        RetrievalProtocol.standard()
            .bothDirections("test", sides, Map.of(RetrievalProtocol.RANDOM_ENCODER, untrained));
    assertThat(rows).hasSize(2 * (6 * 3 + 1));
    for (String query : List.of("text", "image")) {
      EvaluationRow row = row(rows, query, "recall@10");
      assertThat(row.value()).isGreaterThan(0.8);
      assertThat(row.controls())
          .containsOnlyKeys(RetrievalProtocol.RANDOM_ENCODER, RetrievalProtocol.SHUFFLED_PAIRS)
          .allSatisfy(
              (name, control) -> {
                assertThat(control.ci95().high()).as(name).isLessThan(row.ci95().low());
                assertThat(control.value()).as(name).isLessThan(0.2);
              });
      EvaluationRow median = row(rows, query, RetrievalProtocol.MEDIAN_RANK);
      assertThat(median.value()).isLessThan(5);
      assertThat(median.controls().get(RetrievalProtocol.SHUFFLED_PAIRS).value()).isGreaterThan(20);
    }
    EvaluationRow text = row(rows, "text", "recall@1");
    assertThat(text.queries()).isEqualTo(IMAGES * CAPTIONS);
    assertThat(text.gallerySize()).isEqualTo(IMAGES);
    assertThat(text.gallery()).isEqualTo("image");
    assertThat(text.protocol()).isEqualTo("retrieval");
    assertThat(row(rows, "image", "recall@1").queries()).isEqualTo(IMAGES);
    assertThat(text.definition()).contains("first 1");
  }

  @Test
  void captionsOfOneImageAreDrawnTogether() {
    // Equal captions: one image's three queries hold no more than one.
    EmbeddingSet one = new EmbeddingSet("text", images.ids(), noisy(images.rows()));
    List<String> ids = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      for (int c = 0; c < 5; c++) {
        ids.add(one.ids().get(i));
        rows.add(one.rows()[i]);
      }
    }
    EmbeddingSet five = new EmbeddingSet("text", ids, rows.toArray(float[][]::new));
    RetrievalProtocol protocol = RetrievalProtocol.standard();
    RetrievalProtocol.Sides single = new RetrievalProtocol.Sides(one, images);
    RetrievalProtocol.Sides repeated = new RetrievalProtocol.Sides(five, images);
    Interval narrow = row(protocol.oneDirection("s", single, Map.of()), "text", "recall@1").ci95();
    Interval same = row(protocol.oneDirection("s", repeated, Map.of()), "text", "recall@1").ci95();
    assertThat(same.low()).isCloseTo(narrow.low(), within(1e-12));
    assertThat(same.high()).isCloseTo(narrow.high(), within(1e-12));
  }

  @Test
  void theGalleryMayHoldOthers() {
    EmbeddingSet more = images(400);
    List<String> ids = new ArrayList<>(images.ids());
    List<float[]> rows = new ArrayList<>(List.of(images.rows()));
    for (int i = 0; i < 400; i++) {
      ids.add("other" + i);
      rows.add(more.rows()[i]);
    }
    EmbeddingSet all = new EmbeddingSet("all images", ids, rows.toArray(float[][]::new));
    RetrievalProtocol protocol = RetrievalProtocol.standard();
    EvaluationRow small =
        row(
            protocol.oneDirection("s", new RetrievalProtocol.Sides(texts, images), Map.of()),
            "text",
            "mrr@10");
    EvaluationRow large =
        row(
            protocol.oneDirection("s", new RetrievalProtocol.Sides(texts, all), Map.of()),
            "text",
            "mrr@10");
    assertThat(large.gallerySize()).isEqualTo(520);
    assertThat(large.gallery()).isEqualTo("all images");
    assertThat(large.value()).isLessThan(small.value());
  }

  @Test
  void refusesSidesThatDoNotJoin() {
    RetrievalProtocol protocol = RetrievalProtocol.standard();
    EmbeddingSet few = new EmbeddingSet("image", List.of("i0"), new float[1][4]);
    RetrievalProtocol.Sides lacking = new RetrievalProtocol.Sides(texts, few);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> protocol.oneDirection("s", lacking, Map.of()))
        .withMessageContaining("\"i1\"");
    RetrievalProtocol.Sides sides = new RetrievalProtocol.Sides(texts, images);
    RetrievalProtocol.Sides other = new RetrievalProtocol.Sides(texts, few);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> protocol.oneDirection("s", sides, Map.of("random_encoder", other)))
        .withMessageContaining("random_encoder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingSet("image", List.of("a"), new float[2][4]))
        .withMessageContaining("2 rows");
  }

  private EmbeddingSet images(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("i" + i);
    }
    return new EmbeddingSet("image", ids, UnitRows.of(RankingTest.normal(random, count, 16)));
  }

  private EmbeddingSet captions(EmbeddingSet of) {
    List<String> ids = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (int c = 0; c < CAPTIONS; c++) {
      ids.addAll(of.ids());
      rows.addAll(List.of(noisy(of.rows())));
    }
    return new EmbeddingSet("text", ids, rows.toArray(float[][]::new));
  }

  private float[][] noisy(float[][] rows) {
    float[][] noise = RankingTest.normal(random, rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < rows[i].length; d++) {
        noise[i][d] = rows[i][d] + 0.2f * noise[i][d];
      }
    }
    return UnitRows.of(noise);
  }

  private static EvaluationRow row(List<EvaluationRow> rows, String query, String metric) {
    return rows.stream()
        .filter(row -> row.query().equals(query) && row.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }
}

package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Records like those of other modules: they know nothing of JSON, but for {@link Default}. */
final class Toys {
  private Toys() {}

  enum Pooling {
    MASKED_MEAN,
    LAST_TOKEN
  }

  record Plain(int count, long seed, double rate, float scale, boolean on, String name, Path at) {}

  record Tower(int width, int depth, Pooling pooling) {
    Tower {
      if (width < 1) {
        throw new IllegalArgumentException("width: expected 1 or more, found " + width);
      }
    }
  }

  interface Objective {}

  record Clip(double logitScale, Bias bias) implements Objective {}

  record Plainest() implements Objective {}

  record Bias(boolean auto, double value) {}

  interface Change<T> {}

  record Chain<T>(List<Change<T>> steps) implements Change<T> {}

  record Choice<T>(double weight, Change<T> change) {}

  record Pick<T>(List<Choice<T>> choices) implements Change<T> {}

  record Flip(double probability) implements Change<String> {}

  record Training(
      @Default("60") int epochs,
      @Default("{\"type\": \"clip\", \"logit_scale\": 2.0}") Objective objective,
      int batchSize,
      Optional<Double> clipNorm) {}

  record Experiment(
      String name,
      Tower tower,
      Training training,
      @Default("[]") List<Change<String>> changes,
      @Default("{}") Map<String, Integer> ranks,
      @Default("[]") Set<Integer> marks) {}

  static final RecordBinder BINDER =
      RecordBinder.builder()
          .defaults(new Tower(8, 2, Pooling.MASKED_MEAN), "width")
          .preset("tiny", new Tower(16, 1, Pooling.LAST_TOKEN))
          .defaults(new Clip(14.0, new Bias(false, -10)))
          .family(Objective.class, Map.of("clip", Clip.class, "plainest", Plainest.class))
          .family(
              Change.class,
              new Class<?>[] {String.class},
              Map.of("chain", Chain.class, "pick", Pick.class, "flip", Flip.class))
          .scalar(Bias.class, new Scalar<>("a number or \"auto\"", Toys::readBias, Toys::writeBias))
          .build();

  private static Bias readBias(JsonNode node) {
    if (node.isNumber()) {
      return new Bias(false, node.doubleValue());
    }
    if (node.asText().equals("auto")) {
      return new Bias(true, 0);
    }
    throw new IllegalArgumentException("expected a number or \"auto\", found " + node);
  }

  private static JsonNode writeBias(Bias bias) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return bias.auto() ? nodes.textNode("auto") : nodes.numberNode(bias.value());
  }

  static <R extends Record> R bind(String json, Class<R> type) {
    return BINDER.bind(JsonDocument.parse("c.json", json), type);
  }
}

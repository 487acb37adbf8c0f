package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The plain values, none of which is ever converted from another kind. */
final class Scalars {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Scalars() {}

  static Map<Class<?>, Scalar<?>> plain() {
    Map<Class<?>, Scalar<?>> plain = new HashMap<>();
    Scalar<Boolean> truth =
        scalar("true or false", JsonNode::isBoolean, JsonNode::booleanValue, NODES::booleanNode);
    Scalar<Integer> integer =
        scalar("an integer", Scalars::isInt, JsonNode::intValue, NODES::numberNode);
    Scalar<Long> whole =
        scalar("an integer", Scalars::isLong, JsonNode::longValue, NODES::numberNode);
    Scalar<Float> single =
        scalar("a number", Scalars::isFloat, JsonNode::floatValue, NODES::numberNode);
    Scalar<Double> number =
        scalar("a number", JsonNode::isNumber, JsonNode::doubleValue, NODES::numberNode);
    plain.put(boolean.class, truth);
    plain.put(Boolean.class, truth);
    plain.put(int.class, integer);
    plain.put(Integer.class, integer);
    plain.put(long.class, whole);
    plain.put(Long.class, whole);
    plain.put(float.class, single);
    plain.put(Float.class, single);
    plain.put(double.class, number);
    plain.put(Double.class, number);
    plain.put(
        String.class,
        scalar("a string", JsonNode::isTextual, JsonNode::textValue, NODES::textNode));
    plain.put(
        Path.class,
        scalar(
            "a path",
            JsonNode::isTextual,
            n -> Path.of(n.textValue()),
            p -> NODES.textNode(p.toString())));
    return plain;
  }

  private static boolean isInt(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt();
  }

  private static boolean isLong(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static boolean isFloat(JsonNode node) {
    return node.isNumber() && Float.isFinite(node.floatValue());
  }

  private static <T> Scalar<T> scalar(
      String expected,
      Predicate<JsonNode> fits,
      Function<JsonNode, T> read,
      Function<T, JsonNode> write) {
    return new Scalar<>(
        expected,
        node -> {
          if (!fits.test(node)) {
            throw new IllegalArgumentException(
                "expected " + expected + ", found " + Problems.found(node));
          }
          return read.apply(node);
        },
        write);
  }
}

package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * How a class that is one JSON value is read and written.
 *
 * @param expected what the value must be, for messages: {@code a number}
 * @param read gives the value, or throws {@link IllegalArgumentException} if the node does not fit
 * @param write the way back
 * @param <T> the class
 */
public record Scalar<T>(String expected, Function<JsonNode, T> read, Function<T, JsonNode> write) {}

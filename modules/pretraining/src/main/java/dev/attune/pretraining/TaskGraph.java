package dev.attune.pretraining;

import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Encoder;
import dev.attune.graph.Graph;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import java.util.Map;

/**
 * Where a method builds its loss.
 *
 * <p>The encoder's parameters stand under its own name, shared by all tasks; a task's heads and
 * inputs under the task's name, such as {@code simclr.projector.0.weight} and {@code
 * simclr.views.0.pixels}; a momentum copy of both under {@code target.TASK.}.
 *
 * @param graph in training mode, without a prefix
 * @param name of the task
 * @param encoder that is trained
 * @param rows of a batch
 * @param classes of the data's labels; 0 if there are none
 */
public record TaskGraph(Graph graph, String name, Encoder encoder, int rows, int classes) {
  private static final String TARGET = "target.";

  /** Where heads and inputs stand. */
  public Graph own() {
    return graph.at(name);
  }

  /** Prefix of the momentum copy. */
  public String targetPrefix() {
    return TARGET + name + ".";
  }

  /** The graph in which a momentum copy of the encoder and of {@link #own} stands. */
  public Graph target() {
    return graph.at("target").at(name);
  }

  /** Where the copies of the task's heads stand. */
  public Graph ownTarget() {
    return target().at(name);
  }

  /** Declares the encoder's inputs for one part of the batch, such as {@code views.0}. */
  public Map<String, Value> inputs(String part) {
    return own().at(part).inputs(encoder.inputs(rows));
  }

  /** The encoder's vectors, [rows, width]. */
  public Value encode(Map<String, Value> inputs) {
    return encoder.encode(graph, inputs);
  }

  /** Those of the momentum copy, [rows, width]. */
  public Value encodeByTarget(Map<String, Value> inputs) {
    return encoder.encode(target(), inputs);
  }

  /** The encoder's steps. */
  public EncodedSequence read(Map<String, Value> inputs) {
    return steps("steps").read(graph, inputs);
  }

  /**
   * The encoder as one that has steps.
   *
   * @param method what needs them, for the message
   * @throws IllegalArgumentException if it has none
   */
  public SequenceEncoder steps(String method) {
    return as(SequenceEncoder.class, method, "steps");
  }

  /**
   * The encoder as one of a kind.
   *
   * @param method what needs it, for the message
   * @param what the kind has, for the message
   * @throws IllegalArgumentException if it is of another
   */
  public <E extends Encoder> E as(Class<E> kind, String method, String what) {
    if (encoder instanceof CachedVectors) {
      throw new IllegalArgumentException(
          "training.chunk_size: expected 0 for %s, which needs the encoder's %s, found gradient"
                  .formatted(method, what)
              + " caching");
    }
    if (!kind.isInstance(encoder)) {
      throw new IllegalArgumentException(
          "%s: expected an encoder with %s, such as a transformer, found %s"
              .formatted(method, what, encoder.getClass().getSimpleName()));
    }
    return kind.cast(encoder);
  }

  /**
   * Makes sure of the batch's size.
   *
   * @param least the fewest rows for which the method means anything
   */
  public void requireRows(String method, int least) {
    if (rows < least) {
      throw new IllegalArgumentException(
          "training.batch_size: expected %d or more for %s, found %d"
              .formatted(least, method, rows));
    }
  }
}

package dev.attune.pretraining.method;

import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.InputSpec;
import dev.attune.graph.Lookup;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.LayerNorm;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.operation.Shaping;
import dev.attune.objectives.TokenPrediction;
import dev.attune.pretraining.TaskGraph;
import java.util.Map;

/**
 * The encoder's vectors of tokens, by which tokens are predicted as well (tied, arXiv:1608.05859).
 *
 * @param task whose encoder it is
 * @param parameter [vocabulary, width]
 */
record TokenTable(TaskGraph task, Parameter parameter) {
  /** Ids of the tokens to be predicted, a slot each. */
  static final String LABELS = "labels";

  /**
   * The table that the encoder looked an input's ids up in; it has read the inputs already.
   *
   * @param method what needs it, for the message
   */
  static TokenTable of(TaskGraph task, String method, Map<String, Value> inputs) {
    return task.graph().lookups().stream()
        .filter(lookup -> inputs.containsValue(lookup.ids()))
        .map(Lookup::table)
        .findFirst()
        .map(table -> new TokenTable(task, table))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: expected an encoder that looks tokens up in a table, found %s"
                        .formatted(method, task.encoder().getClass().getSimpleName())));
  }

  /** The loss where all tokens are as likely. */
  double chance() {
    return Math.log((double) vocabulary());
  }

  private long vocabulary() {
    return parameter.shape()[0];
  }

  private long width() {
    return parameter.shape()[1];
  }

  /** Tokens' vectors: ids [… ] → [… , width]. */
  Value rows(Value ids) {
    return task.graph()
        .lookup(parameter.name(), parameter.initializer(), vocabulary(), width(), ids);
  }

  /**
   * Cross entropy of the tokens that the batch gives as labels, by BERT's head (arXiv:1810.04805):
   * a linear layer with GELU and a layer norm, then the table and a bias of its own.
   *
   * @param chosen [rows, slots, steps], see {@link ChosenSteps}
   * @param steps [rows, steps, any width]
   * @return the mean over the slots that are used
   */
  Value loss(Value chosen, Value steps) {
    Value vectors = ChosenSteps.vectors(chosen, steps);
    Value labels = task.own().input(new InputSpec(LABELS, true, chosen.size(0), chosen.size(1)));
    Graph head = task.own().at("tokens");
    Value hidden = Activation.GELU.apply(Linear.of(width()).apply(head.at("transform"), vectors));
    hidden = LayerNorm.standard().apply(head.at("norm"), hidden);
    Value table =
        task.graph()
            .parameter(
                parameter.name(), parameter.role(), parameter.initializer(), parameter.shape());
    // Declared as a bias before it is looked up, so that it is not decayed as a table would be.
    Initializer zero = Initializer.constant(0);
    Value bias = head.parameter("bias", Parameter.Role.BIAS, zero, vocabulary(), 1);
    Value labelBias = head.lookup("bias", zero, vocabulary(), 1, labels);
    long slots = vectors.size(0);
    return TokenPrediction.loss(
        hidden,
        table,
        Shaping.reshape(bias, vocabulary()),
        Shaping.reshape(rows(labels), slots, width()),
        Shaping.reshape(labelBias, slots),
        ChosenSteps.marks(chosen));
  }
}

package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Reductions;
import dev.attune.graph.operation.Shaping;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Autoregressive predictive coding (arXiv:1904.03240): a causal encoder's vector at each step has
 * to give, by a linear map that is thrown away, the patch some steps later. The loss is the mean
 * distance of an element, |prediction − patch|, over the later steps that are no padding.
 *
 * @param ahead how many steps later; the paper found 3 frames of 10 ms the best
 */
public record FuturePrediction(int ahead) implements AnyMethod {
  private static final String NAME = "future_prediction";

  public FuturePrediction {
    Causal.requireAhead(ahead);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    PatchEncoder encoder = Causal.patches(task, NAME, ahead);
    Map<String, Value> inputs = task.inputs(Views.only());
    EncodedSequence read = encoder.read(task.graph(), inputs);
    int length = encoder.length();
    Value known = Shaping.slice(read.steps(), 1, 0, length - ahead);
    Value predicted = Linear.of(encoder.patchElements()).apply(task.own().at("elements"), known);
    Value later = Shaping.slice(encoder.patches(inputs), 1, ahead, length);
    Value marks = Shaping.slice(encoder.marks(inputs), 1, ahead, length);
    Value distance =
        Reductions.mean(Arithmetic.abs(Arithmetic.subtract(predicted, later)), false, 2);
    Value count = Arithmetic.maximum(Reductions.sum(marks, false), 1);
    Value sum = Reductions.sum(Arithmetic.multiply(distance, marks), false);
    return MethodLoss.of(Arithmetic.divide(sum, count), Spread.of(read.pooled()));
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return Views.single(examples, tensors).batch();
  }
}

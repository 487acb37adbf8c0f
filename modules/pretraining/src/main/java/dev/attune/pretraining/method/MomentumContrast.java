package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Normalisation;
import dev.attune.objectives.QueueContrast;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.Momentum;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.head.Head;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datavec.api.writable.Writable;

/**
 * MoCo (arXiv:1911.05722): each view has to find the other's key, made by a momentum copy, among
 * the keys of earlier steps. The loss is the mean over both views' roles, as in MoCo v3's symmetric
 * form (arXiv:2104.02057); the queue takes the second view's keys.
 *
 * @param temperature divides the cosines
 * @param queue keys kept
 * @param copy how the copy follows; the paper's 0.999 suits hundreds of thousands of steps
 * @param projector thrown away afterwards
 */
public record MomentumContrast(double temperature, int queue, Momentum copy, Head projector)
    implements AnyMethod {
  private static final double EPSILON = 1e-6;

  public MomentumContrast {
    if (queue < 1) {
      throw new IllegalArgumentException("queue: expected 1 or more, found " + queue);
    }
    new QueueContrast(temperature);
  }

  @Override
  public Optional<Momentum> momentum() {
    return Optional.of(copy);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    if (task.rows() > queue) {
      throw new IllegalArgumentException(
          "queue: expected at least training.batch_size %d, found %d"
              .formatted(task.rows(), queue));
    }
    List<Map<String, Value>> views = Views.TWO.inputs(task);
    Value first = task.encode(views.get(0));
    Value second = task.encode(views.get(1));
    Value keys = key(task, views.get(1));
    Value negatives = task.own().queue("queue", queue, keys);
    QueueContrast contrast = new QueueContrast(temperature);
    Value one = contrast.loss(query(task, first), keys, negatives);
    Value other = contrast.loss(query(task, second), key(task, views.get(0)), negatives);
    Value loss = Arithmetic.scale(Arithmetic.add(one, other), 0.5);
    return MethodLoss.of(loss, Spread.of(first), Math.log(queue + 1.0));
  }

  private Value query(TaskGraph task, Value encoded) {
    return projector.apply(task.own().at("projector"), encoded);
  }

  private Value key(TaskGraph task, Map<String, Value> view) {
    Value projected = projector.apply(task.ownTarget().at("projector"), task.encodeByTarget(view));
    return Gradients.stop(Normalisation.l2(projected, EPSILON));
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return Views.TWO.batch(examples, tensors);
  }
}

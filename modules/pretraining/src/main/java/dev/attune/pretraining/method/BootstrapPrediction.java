package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.objectives.Byol;
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
 * BYOL (arXiv:2006.07733; of sounds BYOL-A, arXiv:2103.06695): a predictor behind one view's
 * projection has to give the other view's projection by a momentum copy. The loss is the sum over
 * both directions, 0 to 8.
 *
 * @param projector thrown away afterwards
 * @param predictor thrown away afterwards
 * @param copy how the copy follows; the paper's share rises from 0.996 to 1
 */
public record BootstrapPrediction(Head projector, Head predictor, Momentum copy)
    implements AnyMethod {

  public BootstrapPrediction {
    requireSameWidth(projector, predictor);
  }

  static void requireSameWidth(Head projector, Head predictor) {
    if (predictor.width() != projector.width()) {
      throw new IllegalArgumentException(
          "predictor: expected the projector's width %d, found %d"
              .formatted(projector.width(), predictor.width()));
    }
  }

  @Override
  public Optional<Momentum> momentum() {
    return Optional.of(copy);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    task.requireRows("byol", 2);
    List<Map<String, Value>> views = Views.TWO.inputs(task);
    Value first = task.encode(views.get(0));
    Value second = task.encode(views.get(1));
    Byol byol = new Byol();
    Value one = byol.loss(predicted(task, first), target(task, views.get(1)));
    Value other = byol.loss(predicted(task, second), target(task, views.get(0)));
    return MethodLoss.of(Arithmetic.add(one, other), Spread.of(first));
  }

  private Value predicted(TaskGraph task, Value encoded) {
    Value projected = projector.apply(task.own().at("projector"), encoded);
    return predictor.apply(task.own().at("predictor"), projected);
  }

  private Value target(TaskGraph task, Map<String, Value> view) {
    return projector.apply(task.ownTarget().at("projector"), task.encodeByTarget(view));
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return Views.TWO.batch(examples, tensors);
  }
}

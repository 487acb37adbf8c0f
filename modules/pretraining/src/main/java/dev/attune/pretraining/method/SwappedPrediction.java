package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.objectives.Swav;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.head.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * SwAV (arXiv:2006.09882): each view's distribution over prototypes has to be the balanced
 * assignment of every other global view. Assignments are balanced within the batch; the paper's
 * queue of earlier rows is left out. Local crops have the encoder's own size here.
 *
 * @param assignment the temperature, and how Sinkhorn's iterations balance
 * @param prototypes directions that are learnt; the paper normalises them at each step, here their
 *     cosines are taken
 * @param crops local views beside the two global ones; may be 0
 * @param projector thrown away afterwards
 */
public record SwappedPrediction(Swav assignment, int prototypes, int crops, Head projector)
    implements AnyMethod {
  private static final int GLOBAL = 2;

  public SwappedPrediction {
    if (prototypes < 2) {
      throw new IllegalArgumentException("prototypes: expected 2 or more, found " + prototypes);
    }
    if (crops < 0) {
      throw new IllegalArgumentException("crops: expected 0 or more, found " + crops);
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    task.requireRows("swav", 2);
    List<Map<String, Value>> views = views().inputs(task);
    List<Value> scores = new ArrayList<>();
    Value encoded = null;
    for (Map<String, Value> view : views) {
      Value vectors = task.encode(view);
      encoded = encoded == null ? vectors : encoded;
      Value projected = projector.apply(task.own().at("projector"), vectors);
      scores.add(SelfDistillation.prototypes(task.own(), projected, prototypes));
    }
    Value sum = null;
    int terms = 0;
    for (int teacher = 0; teacher < GLOBAL; teacher++) {
      Value assigned = assignment.assignments(scores.get(teacher));
      for (int view = 0; view < scores.size(); view++) {
        if (view != teacher) {
          Value term = assignment.loss(scores.get(view), assigned);
          sum = sum == null ? term : Arithmetic.add(sum, term);
          terms++;
        }
      }
    }
    Value loss = Arithmetic.scale(sum, 1.0 / terms);
    return MethodLoss.of(loss, Spread.of(encoded), Math.log(prototypes));
  }

  private Views views() {
    return new Views(GLOBAL, crops);
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return views().batch(examples, tensors);
  }
}

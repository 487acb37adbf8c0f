package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Graph;
import dev.attune.graph.Initializer;
import dev.attune.graph.Parameter;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Normalisation;
import dev.attune.graph.operation.Products;
import dev.attune.objectives.Dino;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.Momentum;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.head.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datavec.api.writable.Writable;

/**
 * DINO (arXiv:2104.14294): each view's distribution over prototypes has to be that of every other
 * global view by a momentum copy, centred and sharpened. Local crops have the encoder's own size
 * here, where the paper's are smaller pictures.
 *
 * @param distillation the two temperatures
 * @param prototypes outputs of the head
 * @param centreMomentum share of the centre kept at each step; the paper's 0.9
 * @param crops local views beside the two global ones; may be 0
 * @param projector before the prototypes; the paper's has three layers with GELU and no norm
 * @param copy how the copy follows; the paper's share rises from 0.996 to 1
 */
public record SelfDistillation(
    Dino distillation,
    int prototypes,
    double centreMomentum,
    int crops,
    Head projector,
    Momentum copy)
    implements AnyMethod {
  private static final double EPSILON = 1e-6;
  private static final int GLOBAL = 2;

  public SelfDistillation {
    if (prototypes < 2) {
      throw new IllegalArgumentException("prototypes: expected 2 or more, found " + prototypes);
    }
    if (crops < 0) {
      throw new IllegalArgumentException("crops: expected 0 or more, found " + crops);
    }
    if (!(centreMomentum >= 0 && centreMomentum < 1)) {
      throw new IllegalArgumentException(
          "centre_momentum: expected 0 ≤ value < 1, found " + centreMomentum);
    }
  }

  @Override
  public Optional<Momentum> momentum() {
    return Optional.of(copy);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    task.requireRows("dino", 2);
    List<Map<String, Value>> views = views().inputs(task);
    Value centre = task.own().average("centre", 0, prototypes);
    List<Value> teachers = new ArrayList<>();
    for (int view = 0; view < GLOBAL; view++) {
      teachers.add(logits(task.ownTarget(), task.encodeByTarget(views.get(view))));
    }
    Value encoded = null;
    Value sum = null;
    int terms = 0;
    for (int view = 0; view < views.size(); view++) {
      Value vectors = task.encode(views.get(view));
      encoded = encoded == null ? vectors : encoded;
      Value student = logits(task.own(), vectors);
      for (int teacher = 0; teacher < GLOBAL; teacher++) {
        if (teacher != view) {
          Value term = distillation.loss(student, teachers.get(teacher), centre);
          sum = sum == null ? term : Arithmetic.add(sum, term);
          terms++;
        }
      }
    }
    observe(task, teachers);
    Value loss = Arithmetic.scale(sum, 1.0 / terms);
    return MethodLoss.of(loss, Spread.of(encoded), Math.log(prototypes));
  }

  private void observe(TaskGraph task, List<Value> teachers) {
    Value mean =
        Arithmetic.scale(
            Arithmetic.add(Dino.teacherMean(teachers.get(0)), Dino.teacherMean(teachers.get(1))),
            0.5);
    task.own().observe("centre", 0, centreMomentum, mean);
  }

  private Value logits(Graph g, Value encoded) {
    return prototypes(g, projector.apply(g.at("projector"), encoded), prototypes);
  }

  /** Cosines with learnt directions: [rows, width] → [rows, count]. */
  static Value prototypes(Graph g, Value projected, int count) {
    Initializer initializer = Initializer.normal(1 / Math.sqrt((double) projected.size(1)));
    Value table =
        g.parameter("prototypes", Parameter.Role.WEIGHT, initializer, count, projected.size(1));
    return Products.matmul(
        Normalisation.l2(projected, EPSILON), Normalisation.l2(table, EPSILON), false, true);
  }

  private Views views() {
    return new Views(GLOBAL, crops);
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return views().batch(examples, tensors);
  }
}

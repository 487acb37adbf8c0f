package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.objectives.Objective;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import dev.attune.pretraining.head.Head;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Two views of an item, encoded, projected and compared by an objective that treats both alike:
 * SimCLR (arXiv:2002.05709) with {@code nt_xent}, decoupled contrastive learning (arXiv:2110.06848)
 * with {@code dcl}, hard negatives (arXiv:2010.04592), Barlow Twins (arXiv:2103.03230), VICReg
 * (arXiv:2105.04906), SimCSE (arXiv:2104.08821; the views are one text under two dropout masks, so
 * the encoder needs dropout, or two of an item's texts where it has several), COLA
 * (arXiv:2010.10915; the views are two crops of a sound).
 *
 * @param objective compares the two views' projections
 * @param projector thrown away afterwards
 */
public record JointEmbedding(Objective objective, Head projector) implements AnyMethod {

  @Override
  public MethodLoss loss(TaskGraph task) {
    task.requireRows(objective.name(), 2);
    List<Map<String, Value>> views = Views.TWO.inputs(task);
    Value first = task.encode(views.get(0));
    Value second = task.encode(views.get(1));
    Value left = projector.apply(task.own().at("projector"), first);
    Value right = projector.apply(task.own().at("projector"), second);
    return new MethodLoss(
        objective.loss(left, right), Spread.of(first), objective.collapsed(task.rows()));
  }

  @Override
  public boolean fallsBelowZero() {
    return objective.fallsBelowZero();
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return Views.TWO.batch(examples, tensors);
  }
}

package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.Value;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.objectives.SimSiam;
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
 * SimSiam (arXiv:2011.10566): a predictor behind one view's projection has to give the other view's
 * projection, through which no gradient passes. The loss is the mean over both directions, −1 to 1;
 * an encoder that has collapsed reaches −1 as well, so the spread has to be watched.
 *
 * @param projector thrown away afterwards; the paper's has a batch norm behind its last layer
 * @param predictor thrown away afterwards; the paper's is narrow inside
 */
public record SiamesePrediction(Head projector, Head predictor) implements AnyMethod {

  public SiamesePrediction {
    BootstrapPrediction.requireSameWidth(projector, predictor);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    task.requireRows("simsiam", 2);
    List<Map<String, Value>> views = Views.TWO.inputs(task);
    Value encoded = task.encode(views.get(0));
    Value first = projected(task, encoded);
    Value second = projected(task, task.encode(views.get(1)));
    SimSiam siamese = new SimSiam();
    Value one = siamese.loss(predicted(task, first), second);
    Value other = siamese.loss(predicted(task, second), first);
    Value loss = Arithmetic.scale(Arithmetic.add(one, other), 0.5);
    return MethodLoss.of(loss, Spread.of(encoded));
  }

  private Value projected(TaskGraph task, Value encoded) {
    return projector.apply(task.own().at("projector"), encoded);
  }

  private Value predicted(TaskGraph task, Value projected) {
    return predictor.apply(task.own().at("predictor"), projected);
  }

  @Override
  public boolean fallsBelowZero() {
    return true;
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return Views.TWO.batch(examples, tensors);
  }
}

package dev.attune.pretraining.method;

import dev.attune.augmentation.HiddenSpans;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.SequenceEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Gradients;
import dev.attune.graph.operation.Normalisation;
import dev.attune.objectives.MaskedReconstruction;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.Momentum;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datavec.api.writable.Writable;

/**
 * data2vec (arXiv:2202.03555) as its second version has it (arXiv:2212.07525): a momentum copy
 * reads the whole item, and a light decoder predicts what the copy's last layers make of the steps
 * that the encoder does not see. The same for texts, pictures and sounds.
 *
 * <p>The target of a step is the mean over those layers, each standardised along its width, and is
 * standardised again; the loss is the mean squared error at the hidden steps. Layers are what
 * stands behind whole blocks, where the paper takes the blocks' inner results.
 *
 * @param hidden how many, and in spans of how many
 * @param layers of the copy, counted from the last, whose mean is predicted
 * @param copy how the copy follows; the paper's share rises, from 0.999 or so
 * @param predictor thrown away afterwards
 */
public record HiddenTargets(HiddenSpans hidden, int layers, Momentum copy, PatchDecoder predictor)
    implements AnyMethod {
  private static final String NAME = "hidden_targets";
  private static final double EPSILON = 1e-6;

  public HiddenTargets {
    if (layers < 1) {
      throw new IllegalArgumentException("layers: expected 1 or more, found " + layers);
    }
  }

  @Override
  public Optional<Momentum> momentum() {
    return Optional.of(copy);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    SequenceEncoder encoder = task.steps(NAME);
    Map<String, Value> inputs = task.inputs(Views.only());
    Value real = encoder.marks(inputs);
    Value seen = HiddenSteps.seen(task, encoder, real);
    EncodedSequence read = encoder.read(task.graph(), inputs, seen);
    Value target = target(encoder.read(task.target(), inputs).layers());
    int width = Math.toIntExact(target.size(2));
    Value predicted =
        predictor.predict(task.own().at("predictor"), read.steps(), seen, real, Map.of(), width);
    Value loss = MaskedReconstruction.loss(predicted, target, Arithmetic.subtract(real, seen));
    return MethodLoss.of(loss, Spread.of(read.pooled()));
  }

  private Value target(List<Value> all) {
    if (layers > all.size()) {
      throw new IllegalArgumentException(
          "layers: expected 1 to the encoder's %d, found %d".formatted(all.size(), layers));
    }
    Value sum = null;
    for (Value layer : all.subList(all.size() - layers, all.size())) {
      Value standard = Normalisation.standardise(layer, 2, EPSILON);
      sum = sum == null ? standard : Arithmetic.add(sum, standard);
    }
    Value mean = Arithmetic.scale(sum, 1.0 / layers);
    return Gradients.stop(Normalisation.standardise(mean, 2, EPSILON));
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return HiddenSteps.batch(hidden, examples, tensors);
  }
}

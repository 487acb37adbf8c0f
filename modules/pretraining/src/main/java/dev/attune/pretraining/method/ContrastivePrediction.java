package dev.attune.pretraining.method;

import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.Activation;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.Mlp;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import dev.attune.objectives.PredictiveContrast;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Contrastive predictive coding (arXiv:1807.03748): a causal encoder's vector at a step has to
 * tell, by a linear map for each distance, which of the batch's patches follows one step later, two
 * steps later and so on. A patch is compared by an MLP of its own, where the paper's encoder reads
 * the same vectors; all is thrown away but the encoder.
 *
 * <p>To bound the square matrix of comparisons, some positions of each item are drawn anew each
 * time; they and the candidates are as many for each distance. At chance the loss is the logarithm
 * of their number, less where items are too short to have all of theirs.
 *
 * @param ahead the greatest distance in steps; the paper's 12
 * @param width in which predictions and patches are compared
 * @param positions of each item from which is predicted
 * @param temperature divides the cosines
 */
public record ContrastivePrediction(int ahead, int width, int positions, double temperature)
    implements AnyMethod {
  private static final String NAME = "contrastive_prediction";

  public ContrastivePrediction {
    Causal.requireAhead(ahead);
    Causal.requirePositions(positions);
    if (width < 1) {
      throw new IllegalArgumentException("width: expected 1 or more, found " + width);
    }
    new PredictiveContrast(temperature);
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    PatchEncoder encoder = Causal.patches(task, NAME, ahead);
    Map<String, Value> inputs = task.inputs(Views.only());
    EncodedSequence read = encoder.read(task.graph(), inputs);
    int length = encoder.length();
    Value chosen = ChosenSteps.input(task, slots(length), length);
    Value marks = ChosenSteps.marks(chosen);
    Value contexts = ChosenSteps.vectors(chosen, read.steps());
    Value encoded =
        new Mlp(width, width, Activation.GELU)
            .apply(task.own().at("patches"), encoder.patches(inputs));
    PredictiveContrast contrast = new PredictiveContrast(temperature);
    Value sum = null;
    for (int distance = 1; distance <= ahead; distance++) {
      Value predicted =
          Linear.withoutBias(width).apply(task.own().at("predictors", distance), contexts);
      Value before = Shaping.slice(chosen, 2, 0, length - distance);
      Value later = ChosenSteps.vectors(before, Shaping.slice(encoded, 1, distance, length));
      Value term = contrast.loss(predicted, later, marks);
      sum = sum == null ? term : Arithmetic.add(sum, term);
    }
    double candidates = (double) task.rows() * slots(length);
    return MethodLoss.of(
        Arithmetic.scale(sum, 1.0 / ahead), Spread.of(read.pooled()), Math.log(candidates));
  }

  private int slots(int length) {
    return Math.min(positions, length - ahead);
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    int slots = slots(tensors.length());
    ChosenSteps chosen = new ChosenSteps(examples.size(), slots, tensors.length());
    List<W> items = new ArrayList<>();
    for (int row = 0; row < examples.size(); row++) {
      W item = examples.get(row).view(0);
      items.add(item);
      int followed = tensors.steps(item) - ahead;
      for (int step : ChosenSteps.draw(followed, slots, examples.get(row).random())) {
        chosen.add(row, step);
      }
    }
    return chosen.in(Views.single(tensors, items)).batch();
  }
}

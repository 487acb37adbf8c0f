package dev.attune.pretraining.method;

import dev.attune.augmentation.HiddenSpans;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Normalisation;
import dev.attune.objectives.MaskedReconstruction;
import dev.attune.pretraining.AnyMethod;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;

/**
 * Masked autoencoder (arXiv:2111.06377; of log-mel spectrograms arXiv:2207.06405): most patches are
 * hidden, a light decoder predicts them from those that the encoder sees.
 *
 * @param hidden how many, and in spans of how many
 * @param normalised whether a patch's target is standardised by its own mean and deviation, as the
 *     paper found better
 * @param decoder thrown away afterwards
 */
public record MaskedPatches(HiddenSpans hidden, boolean normalised, PatchDecoder decoder)
    implements AnyMethod {
  private static final String NAME = "masked_patches";

  /** Under the root of a patch's variance, as in the authors' code. */
  private static final double EPSILON = 1e-6;

  @Override
  public MethodLoss loss(TaskGraph task) {
    PatchEncoder encoder = task.as(PatchEncoder.class, NAME, "patches");
    Map<String, Value> inputs = task.inputs(Views.only());
    Value real = encoder.marks(inputs);
    Value seen = HiddenSteps.seen(task, encoder, real);
    EncodedSequence read = encoder.read(task.graph(), inputs, seen);
    Value predicted =
        decoder.predict(
            task.own().at("decoder"), read.steps(), seen, real, Map.of(), encoder.patchElements());
    Value target = target(encoder.patches(inputs));
    Value hiddenMarks = Arithmetic.subtract(real, seen);
    Value loss = MaskedReconstruction.loss(predicted, target, hiddenMarks);
    return MethodLoss.of(loss, Spread.of(read.pooled()));
  }

  private Value target(Value patches) {
    return normalised ? Normalisation.standardise(patches, 2, EPSILON) : patches;
  }

  @Override
  public <W extends Writable> Batch batch(List<? extends Example<W>> examples, Tensors<W> tensors) {
    return HiddenSteps.batch(hidden, examples, tensors);
  }
}

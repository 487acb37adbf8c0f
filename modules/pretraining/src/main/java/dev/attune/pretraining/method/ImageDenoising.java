package dev.attune.pretraining.method;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Sequence;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.PatchDecoder;
import dev.attune.objectives.MaskedReconstruction;
import dev.attune.pretraining.Example;
import dev.attune.pretraining.ImageMethod;
import dev.attune.pretraining.MethodLoss;
import dev.attune.pretraining.TaskGraph;
import dev.attune.pretraining.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Denoising autoencoder (Vincent et al., ICML 2008 and JMLR 11, 2010): the encoder reads a spoilt
 * picture, a decoder gives the picture as it was. The loss is the mean squared error of all
 * patches.
 *
 * @param corruption what spoils a picture, in this order
 * @param decoder thrown away afterwards
 */
public record ImageDenoising(List<Augmentation<PixelsWritable>> corruption, PatchDecoder decoder)
    implements ImageMethod {
  private static final String NAME = "image_denoising";
  private static final String CLEAN = "clean";

  public ImageDenoising {
    corruption = List.copyOf(corruption);
    if (corruption.isEmpty()) {
      throw new IllegalArgumentException("corruption: expected one or more, found none");
    }
  }

  @Override
  public MethodLoss loss(TaskGraph task) {
    PatchEncoder encoder = task.as(PatchEncoder.class, NAME, "patches");
    Map<String, Value> spoilt = task.inputs(Views.only());
    Map<String, Value> clean = task.inputs(CLEAN);
    Value real = encoder.marks(clean);
    EncodedSequence read = encoder.read(task.graph(), spoilt);
    Value predicted =
        decoder.predict(
            task.own().at("decoder"), read.steps(), real, real, Map.of(), encoder.patchElements());
    Value loss = MaskedReconstruction.loss(predicted, encoder.patches(clean), real);
    return MethodLoss.of(loss, Spread.of(read.pooled()));
  }

  @Override
  public Batch batch(
      List<? extends Example<PixelsWritable>> examples, Tensors<PixelsWritable> tensors) {
    Sequence<PixelsWritable> spoiling = new Sequence<>(corruption);
    List<PixelsWritable> clean = new ArrayList<>();
    List<PixelsWritable> spoilt = new ArrayList<>();
    for (Example<PixelsWritable> example : examples) {
      PixelsWritable picture = example.view(0);
      clean.add(picture);
      spoilt.add(spoiling.apply(picture, example.random()));
    }
    return Views.single(tensors, spoilt).with(CLEAN, tensors.of(clean)).batch();
  }
}

package dev.attune.experiments.bench;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The standard work {@code tiny} (docs/figures.md) as a user of plain SameDiff writes it, with the
 * operations whose gradients are right, trained by {@code SameDiff.fit}.
 *
 * <p>Two differences favour this side: GELU is SameDiff's own fused operation, and the text rows
 * are an input, since the gradient of SameDiff's lookup is broken; so the token table is neither
 * looked up nor updated.
 */
final class StockSameDiff {
  private static final int WIDTH = 192;
  private static final int HEADS = 3;
  private static final int DEPTH = 6;
  private static final int SHARED = 128;
  private static final int CONTEXT = 32;
  private static final int PATCHES = 64;
  private static final int PATCH_LENGTH = 8 * 8 * 3;

  private final int batch;
  private final SameDiff sd = SameDiff.create();
  private final MultiDataSet data;

  StockSameDiff(int batch) {
    this.batch = batch;
    build();
    sd.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(1e-4))
            .dataSetFeatureMapping("patches", "rows", "mask")
            .markLabelsUnused()
            .build());
    data =
        new MultiDataSet(
            new INDArray[] {
              Nd4j.randn(DataType.FLOAT, (long) batch * PATCHES, PATCH_LENGTH),
              Nd4j.randn(DataType.FLOAT, (long) batch * CONTEXT, WIDTH),
              Nd4j.ones(DataType.FLOAT, batch, CONTEXT)
            },
            new INDArray[0]);
  }

  /** One step of {@code fit}. */
  void step() {
    sd.fit(data);
  }

  private void build() {
    SDVariable patches =
        sd.placeHolder("patches", DataType.FLOAT, (long) batch * PATCHES, PATCH_LENGTH);
    SDVariable rows = sd.placeHolder("rows", DataType.FLOAT, (long) batch * CONTEXT, WIDTH);
    SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, batch, CONTEXT);
    SDVariable image = linear("image.patch", patches, PATCH_LENGTH, WIDTH);
    SDVariable all = sd.constant(Nd4j.ones(DataType.FLOAT, batch, PATCHES));
    SDVariable left = tower("image", image, PATCHES, all);
    SDVariable right = tower("text", rows, CONTEXT, mask);
    SDVariable logits = sd.mmul(unit(left), unit(right), false, true, false);
    SDVariable scale = sd.var("logit_scale", Nd4j.scalar((float) Math.log(1 / 0.07)));
    logits = logits.mul(sd.math().exp(scale));
    SDVariable diagonal = sd.constant(Nd4j.eye(batch).castTo(DataType.FLOAT));
    SDVariable rowwise = sd.nn().logSoftmax(logits).mul(diagonal).sum();
    SDVariable columnwise = sd.nn().logSoftmax(sd.transpose(logits)).mul(diagonal).sum();
    SDVariable loss = rowwise.add(columnwise).mul("loss", -0.5 / batch);
    sd.setLossVariables(loss.name());
  }

  private SDVariable tower(String name, SDVariable tokens, int length, SDVariable mask) {
    SDVariable position = variable(name + ".position", length, WIDTH);
    SDVariable x = sd.reshape(tokens, batch, length, WIDTH).add(position);
    x = sd.reshape(x, (long) batch * length, WIDTH);
    SDVariable blocked = sd.reshape(mask.rsub(1).mul(-1e9), batch, 1, 1, length);
    for (int i = 0; i < DEPTH; i++) {
      String block = name + "." + i;
      x = x.add(attention(block, norm(block + ".norm1", x), length, blocked));
      SDVariable hidden = linear(block + ".in", norm(block + ".norm2", x), WIDTH, 4 * WIDTH);
      x = x.add(linear(block + ".out", sd.nn().gelu(hidden), 4 * WIDTH, WIDTH));
    }
    x = sd.reshape(norm(name + ".norm", x), batch, length, WIDTH);
    SDVariable kept = sd.reshape(mask, batch, length, 1);
    SDVariable pooled = x.mul(kept).sum(1).div(kept.sum(1));
    return sd.mmul(pooled, variable(name + ".projection", WIDTH, SHARED));
  }

  private SDVariable attention(String name, SDVariable x, int length, SDVariable blocked) {
    SDVariable q = heads(linear(name + ".query", x, WIDTH, WIDTH), length);
    SDVariable k = heads(linear(name + ".key", x, WIDTH, WIDTH), length);
    SDVariable v = heads(linear(name + ".value", x, WIDTH, WIDTH), length);
    double scale = 1 / Math.sqrt(WIDTH / (double) HEADS);
    SDVariable scores = sd.mmul(q, k, false, true, false).mul(scale).add(blocked);
    SDVariable mixed = sd.mmul(sd.nn().softmax(scores, -1), v);
    SDVariable together = sd.reshape(sd.permute(mixed, 0, 2, 1, 3), (long) batch * length, WIDTH);
    return linear(name + ".attended", together, WIDTH, WIDTH);
  }

  private SDVariable heads(SDVariable x, int length) {
    return sd.permute(sd.reshape(x, batch, length, HEADS, WIDTH / HEADS), 0, 2, 1, 3);
  }

  private SDVariable norm(String name, SDVariable x) {
    SDVariable gain = sd.var(name + ".gain", Nd4j.ones(DataType.FLOAT, WIDTH));
    SDVariable bias = sd.var(name + ".bias", Nd4j.zeros(DataType.FLOAT, WIDTH));
    return sd.nn().layerNorm(x, gain, bias, false, 1);
  }

  private SDVariable linear(String name, SDVariable x, long in, long out) {
    SDVariable bias = sd.var(name + ".bias", Nd4j.zeros(DataType.FLOAT, out));
    return sd.nn().linear(x, variable(name + ".weight", in, out), bias);
  }

  private SDVariable unit(SDVariable x) {
    return x.div(sd.math().sqrt(x.mul(x).sum(true, 1).add(1e-12)));
  }

  private SDVariable variable(String name, long... shape) {
    return sd.var(name, Nd4j.randn(DataType.FLOAT, shape).muli(0.02));
  }
}

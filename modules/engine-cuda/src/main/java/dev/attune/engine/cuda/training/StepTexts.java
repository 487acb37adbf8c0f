package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.engine.optimizer.AdamWConfig;
import dev.attune.graph.Draw;

/**
 * The kernels of a training step beside its plan. Each sum is formed in a fixed order, so that a
 * step gives the same bits again. Parameters are named {@code p0, p1 …} in the texts.
 */
final class StepTexts {
  /** Threads of a block, and blocks of the gradients' norm. */
  static final int THREADS = 256;

  private static final String LOOP =
      """
        for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < %du;
             i += gridDim.x * blockDim.x) {
      %s  }
      """;

  private StepTexts() {}

  private static KernelSource elements(long count, int parameters, String body) {
    return KernelSource.written(
        Schedule.ofElements(count), parameters, LOOP.formatted(count, body.indent(2)));
  }

  /** (table, ids, rows): a row of the table for each id. */
  static KernelSource gather(long rows, long width) {
    return elements(
        rows * width,
        3,
        """
          p2[i] = p0[((const int*) p1)[i / %1$d] * %1$d + i %% %1$d];
        """
            .formatted(width));
  }

  /**
   * (order, row gradients, slots, table gradient): adds the rows of each piece to its row of the
   * table, or writes their sum to the piece's slot.
   */
  static KernelSource scatter(RowOrder order, long width) {
    return elements(
        order.places() * width,
        4,
        """
          const int* order = (const int*) p0;
          const int piece = i / %1$d, column = i %% %1$d;
          if (piece < order[%2$d]) {
            float sum = 0.0f;
            for (int j = order[%4$d + piece]; j < order[%4$d + piece + 1]; j++) {
              sum += p1[(unsigned) order[%3$d + j] * %1$d + column];
            }
            const int to = order[%5$d + piece];
            if (to < 0) {
              p2[(-1 - to) * %1$d + column] = sum;
            } else {
              p3[(unsigned) to * %1$d + column] += sum;
            }
          }
        """
            .formatted(width, RowOrder.PIECES, RowOrder.PLACES, order.begins(), order.targets()));
  }

  /** (order, slots, table gradient): adds the slots of each long id to its row of the table. */
  static KernelSource scatterLong(RowOrder order, long width) {
    return elements(
        order.mostLongIds() * width,
        3,
        """
          const int* order = (const int*) p0;
          const int id = i / %1$d, column = i %% %1$d;
          if (id < order[%2$d]) {
            float sum = 0.0f;
            for (int j = order[%3$d + id]; j < order[%3$d + id + 1]; j++) {
              sum += p1[(unsigned) j * %1$d + column];
            }
            p2[(unsigned) order[%4$d + id] * %1$d + column] += sum;
          }
        """
            .formatted(width, RowOrder.LONG_IDS, order.slots(), order.longIds()));
  }

  /** (vector): zeros. */
  static KernelSource zeros(long length) {
    return elements(length, 1, "  p0[i] = 0.0f;\n");
  }

  /** (from, to). */
  static KernelSource copy(long length) {
    return elements(length, 2, "  p1[i] = p0[i];\n");
  }

  /** (from, to): to ← to + from. */
  static KernelSource add(long length) {
    return elements(length, 2, "  p1[i] += p0[i];\n");
  }

  /** (from, to): as bfloat16. */
  static KernelSource narrow(long length) {
    return elements(length, 2, "  ((unsigned short*) p1)[i] = narrow(p0[i]);\n");
  }

  /** (settings, draw): as {@link RandomNumbers} fills it; the key stands among the settings. */
  static KernelSource draw(Draw draw, long length, int key) {
    String value =
        switch (draw.kind()) {
          case BERNOULLI -> {
            long bound = (long) Math.ceil(Math.scalb(draw.probability(), 53));
            yield "(bits >> 11) < %dULL ? 1.0f : 0.0f".formatted(bound);
          }
          case UNIFORM -> "(float) (bits >> 40) * 5.9604645e-8f";
          case NORMAL -> "normalOf(bits)";
        };
    return elements(
        length,
        2,
        """
          const unsigned long long key = ((const unsigned long long*) p0)[%d];
          const unsigned long long bits = mixed(key + i * %sULL);
          p1[i] = %s;
        """
            .formatted(key, Long.toUnsignedString(RandomNumbers.GOLDEN), value));
  }

  /** (gradients, sums): a sum of squares a block. */
  static KernelSource squares(long length) {
    return KernelSource.written(
        Schedule.ofBlocks(THREADS),
        2,
        """
          __shared__ float shared[%d];
          float sum = 0.0f;
          for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < %du;
               i += gridDim.x * blockDim.x) {
            sum += p0[i] * p0[i];
          }
          sum = sumOverBlock(sum, shared);
          if (threadIdx.x == 0) {
            p1[blockIdx.x] = sum;
          }
        """
            .formatted(THREADS / 32, length));
  }

  /**
   * (sums, loss, report): loss, gradients' norm, what the gradients are scaled by to have at most
   * some norm, and whether both are finite, as those of all steps before.
   */
  static KernelSource report(double maxNorm) {
    String factor =
        Double.isInfinite(maxNorm)
            ? "1.0f"
            : "norm > %1$s ? %1$s / norm : 1.0f".formatted(number(maxNorm));
    return KernelSource.written(
        Schedule.ofBlocks(1),
        3,
        """
          __shared__ float shared[%d];
          const float norm = sqrtf(sumOverBlock(p0[threadIdx.x], shared));
          if (threadIdx.x == 0) {
            p2[0] = p1[0];
            p2[1] = norm;
            p2[2] = %s;
            if (!(fabsf(p1[0]) <= 3.4028235e38f && norm <= 3.4028235e38f)) {
              p2[3] = 0.0f;
            }
          }
        """
            .formatted(THREADS / 32, factor));
  }

  /**
   * (values, gradients, first moments, second moments, settings, report): AdamW (arXiv:1711.05101).
   *
   * @param settings where the step's numbers begin: the rate, 1 − rate · decay, rate over the first
   *     moment's correction, the root of the second's
   */
  static KernelSource adamW(AdamWConfig config, long length, long decayed, int settings) {
    return elements(
        length,
        6,
        """
          const float* now = p4 + %d;
          if (p5[3] == 0.0f) {
            return;
          }
          const float g = p1[i] * p5[2];
          const float m = flushed(%s * p2[i] + %s * g);
          const float v = flushed(%s * p3[i] + %s * (g * g));
          p2[i] = m;
          p3[i] = v;
          const float w = i < %du ? p0[i] * now[1] : p0[i];
          p0[i] = w - now[2] * now[3] * m / (sqrtf(v) + %s * now[3]);
        """
            .formatted(
                settings,
                number(config.beta1()),
                number(1 - config.beta1()),
                number(config.beta2()),
                number(1 - config.beta2()),
                decayed,
                number(config.epsilon())));
  }

  /** (source, average, settings, report): average ← share · average + (1 − share) · source. */
  static KernelSource follow(long length, int settings) {
    return elements(
        length,
        4,
        """
          if (p3[3] == 0.0f) {
            return;
          }
          p1[i] = p2[%1$d] * p1[i] + (1.0f - p2[%1$d]) * p0[i];
        """
            .formatted(settings));
  }

  /** (observed, average, report): average ← momentum · average + (1 − momentum) · observed. */
  static KernelSource fold(long length, double momentum) {
    return elements(
        length,
        3,
        """
          if (p2[3] == 0.0f) {
            return;
          }
          p1[i] = %s * p1[i] + %s * p0[i];
        """
            .formatted(number(momentum), number(1 - momentum)));
  }

  /** As C++ reads a float. */
  private static String number(double value) {
    return (float) value + "f";
  }
}

package dev.attune.engine.cuda.training;

import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import dev.attune.engine.executor.RandomNumbers;
import dev.attune.graph.Draw;

/**
 * The kernels of a training step beside its plan. Each sum is formed in a fixed order, so that a
 * step gives the same bits again. Parameters are named {@code p0, p1 …} in the texts.
 */
final class StepTexts {
  /** Threads of a block, and at most as many blocks of the gradients' norm. */
  static final int THREADS = 256;

  private static final String LOOP =
      """
        for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < %du;
             i += gridDim.x * blockDim.x) {
      %s  }
      """;

  private StepTexts() {}

  /** Some statements for each element {@code i}. */
  static KernelSource elements(long count, int parameters, String body) {
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
  static KernelSource addTo(long length) {
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
        Schedule.ofBlocks(blocks(length)),
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

  /** How many blocks, and sums, the gradients' norm has. */
  private static long blocks(long length) {
    return Math.max(1, Math.min(THREADS, (length + THREADS - 1) / THREADS));
  }

  /**
   * (sums, loss, report): loss, gradients' norm, what the gradients are scaled by to have at most
   * some norm, and whether both are finite, as those of all steps before.
   *
   * @param length of the gradients
   * @param batches of a step: the gradients are their sum
   */
  static KernelSource report(long length, double maxNorm, int batches) {
    String factor =
        Double.isInfinite(maxNorm)
            ? "1.0f"
            : "norm > %1$s ? %1$s / norm : 1.0f".formatted(number(maxNorm));
    return KernelSource.written(
        Schedule.ofBlocks(1),
        3,
        """
          __shared__ float shared[%1$d];
          const float own = threadIdx.x < %2$du ? p0[threadIdx.x] : 0.0f;
          const float norm = sqrtf(sumOverBlock(own, shared)) / %3$s;
          if (threadIdx.x == 0) {
            p2[0] = p1[0];
            p2[1] = norm;
            p2[2] = (%4$s) / %3$s;
            if (!(fabsf(p1[0]) <= 3.4028235e38f && norm <= 3.4028235e38f)) {
              p2[3] = 0.0f;
            }
          }
        """
            .formatted(THREADS / 32, blocks(length), number(batches), factor));
  }

  /** (gradients, settings, sum): adds up a step's batches. */
  static KernelSource add(long length, int batch) {
    return elements(
        length, 3, "  p2[i] = p1[%d] == 0.0f ? p0[i] : p2[i] + p0[i];\n".formatted(batch));
  }

  /**
   * (loss, settings, report): adds to the mean of a step's batches, and says if one is not finite.
   */
  static KernelSource meanLoss(int batch, int batches) {
    return elements(
        1,
        3,
        """
          p2[0] = (p1[%d] == 0.0f ? 0.0f : p2[0]) + p0[0] / %s;
          if (!(fabsf(p0[0]) <= 3.4028235e38f)) {
            p2[3] = 0.0f;
          }
        """
            .formatted(batch, number(batches)));
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

  /** (newest rows, queue, its oldest row, report): replaces the oldest rows. */
  static KernelSource push(long rows, long width, long length) {
    return elements(
        rows * width,
        4,
        """
          if (p3[3] == 0.0f) {
            return;
          }
          const unsigned row = ((unsigned) p2[0] + i / %1$du) %% %2$du;
          p1[row * %1$du + i %% %1$du] = p0[i];
        """
            .formatted(width, length));
  }

  /** (queue's oldest row, report): once rows were replaced. */
  static KernelSource advance(long rows, long length) {
    return elements(
        1,
        2,
        """
          if (p1[3] == 0.0f) {
            return;
          }
          p0[0] = (float) (((unsigned) p0[0] + %du) %% %du);
        """
            .formatted(rows, length));
  }

  /** As C++ reads a float. */
  static String number(double value) {
    return (float) value + "f";
  }
}

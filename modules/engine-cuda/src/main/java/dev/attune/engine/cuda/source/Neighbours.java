package dev.attune.engine.cuda.source;

import dev.attune.engine.cuda.kernel.WindowKernel;
import dev.attune.engine.plan.Operand;

/** How many neighbouring channels a thread that gathers windows copies at once. */
final class Neighbours {
  /** The widest that a thread loads. */
  private static final int BYTES = 16;

  private Neighbours() {}

  /** As many as fill 16 bytes where memory allows that, else 1. */
  static int of(WindowKernel kernel, Parameters parameters) {
    Operand image = kernel.reads().get(0);
    boolean narrow = parameters.isNarrow(kernel.to());
    int together = BYTES / (narrow ? Short.BYTES : Float.BYTES);
    boolean aligned =
        narrow == parameters.isNarrow(image)
            && kernel.to().isDense()
            && kernel.to().size(-1) % together == 0
            && image.strides()[1] == 1
            && image.offset() % together == 0
            && isMultiple(image, 0, together)
            && isMultiple(image, 2, together)
            && isMultiple(image, 3, together);
    return aligned ? together : 1;
  }

  private static boolean isMultiple(Operand operand, int axis, int of) {
    return operand.size(axis) == 1 || operand.strides()[axis] % of == 0;
  }
}

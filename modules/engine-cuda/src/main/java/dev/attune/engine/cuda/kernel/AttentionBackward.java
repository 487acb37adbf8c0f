package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * The backward pass of {@link Attention}, which computes the scores anew.
 *
 * @param forward what it goes back through
 * @param gradient of the result
 * @param ofQueries their gradient; likewise the others
 */
public record AttentionBackward(
    Attention forward, Operand gradient, Operand ofQueries, Operand ofKeys, Operand ofValues) {

  /** Whether the kernel takes these sizes and places in memory. */
  public boolean fits() {
    return forward.fits() && bfloat16().stream().allMatch(Attention::isAligned);
  }

  /** Those of its operands that are bfloat16. */
  public List<Operand> bfloat16() {
    List<Operand> operands = new ArrayList<>(forward.bfloat16());
    operands.addAll(List.of(gradient, ofQueries, ofKeys, ofValues));
    return operands;
  }

  /** All that it reads. */
  public List<Operand> reads() {
    List<Operand> reads = new ArrayList<>(forward.reads());
    reads.addAll(forward.writes());
    reads.add(gradient);
    return reads;
  }

  /** All that it writes. */
  public List<Operand> writes() {
    return List.of(ofQueries, ofKeys, ofValues);
  }
}

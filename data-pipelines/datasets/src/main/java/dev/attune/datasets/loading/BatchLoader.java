package dev.attune.datasets.loading;

/**
 * Makes one batch. Called on several threads at once and not in order; what it gives may depend on
 * its arguments alone.
 *
 * @param <B> a batch; closed when it is made but never delivered, if it can be
 */
@FunctionalInterface
public interface BatchLoader<B> {

  /**
   * Loads.
   *
   * @param epoch counted from 0
   * @param batch batch of the epoch, counted from 0
   * @param items positions of the batch's items
   * @throws Exception to be thrown to the consumer when it comes to this batch
   */
  B load(long epoch, int batch, int[] items) throws Exception;
}

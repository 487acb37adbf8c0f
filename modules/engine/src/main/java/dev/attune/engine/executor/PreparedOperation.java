package dev.attune.engine.executor;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** One operation outside a program, built once: a context of its own for each run would pile up. */
record PreparedOperation(DynamicCustomOp operation, OpContext context) {

  /**
   * Copies rows of a table.
   *
   * @param table [vocabulary, width]
   * @param ids [n]
   * @param rows [n, width], written
   */
  static PreparedOperation gather(INDArray table, INDArray ids, INDArray rows) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(0);
    context.setInputArray(0, table);
    context.setInputArray(1, ids);
    context.setOutputArray(0, rows);
    return new PreparedOperation(DynamicCustomOp.builder("gather").build(), context);
  }

  /**
   * Adds rows to those of a table.
   *
   * @param table [vocabulary, width], changed
   * @param ids [n]
   * @param rows [n, width]
   */
  static PreparedOperation scatterAdd(INDArray table, INDArray ids, INDArray rows) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    // Locked: rows that repeat are added one after the other, in order, so sums repeat to the bit.
    context.setBArguments(true);
    context.setInputArray(0, table);
    context.setInputArray(1, ids);
    context.setInputArray(2, rows);
    context.setOutputArray(0, table);
    return new PreparedOperation(DynamicCustomOp.builder("scatter_add").build(), context);
  }

  void run() {
    Nd4j.getExecutioner().exec(operation, context);
  }
}

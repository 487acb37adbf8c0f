package dev.attune.engine.executor;

import dev.attune.engine.program.Arguments;
import dev.attune.engine.program.Operation;
import dev.attune.engine.program.Program;
import dev.attune.engine.program.ProgramValue;
import dev.attune.graph.Graph;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** Runs programs on arrays by name: as the executor does, and with an own array for each value. */
final class ProgramRuns {
  private ProgramRuns() {}

  /** Standard normal numbers for each placeholder of a graph, whatever it stands for. */
  static Map<String, INDArray> arrays(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (String name : graph.sameDiff().inputs()) {
      long[] shape = graph.sameDiff().getVariable(name).placeholderShape();
      arrays.put(name, normal(random, shape));
    }
    return arrays;
  }

  static INDArray normal(SplittableRandom random, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape, 'c');
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  /** Copies of all outputs after the given number of runs in the executor's arena. */
  static Map<String, INDArray> prepared(Program program, Map<String, INDArray> inputs, int runs) {
    Map<String, INDArray> outputs = new HashMap<>();
    try (PreparedProgram prepared = new Nd4jProgram(program, inputs, Map.of())) {
      for (int i = 0; i < runs; i++) {
        prepared.run();
      }
      program.outputs().keySet().forEach(name -> outputs.put(name, prepared.output(name).dup()));
    }
    return outputs;
  }

  /** The outputs when no two values share memory, but for reshapes. */
  static Map<String, INDArray> withoutArena(Program program, Map<String, INDArray> inputs) {
    Map<Integer, INDArray> arrays = new HashMap<>();
    for (ProgramValue value : program.values()) {
      INDArray owner =
          switch (value.kind()) {
            case INPUT -> value.alias() ? arrays.get(value.storage()) : inputs.get(value.name());
            case CONSTANT -> value.constant();
            case INTERMEDIATE ->
                value.alias()
                    ? arrays.get(value.storage())
                    : Nd4j.create(value.type(), value.shape(), 'c');
          };
      arrays.put(value.id(), owner.reshape('c', value.shape()));
    }
    for (Operation operation : program.operations()) {
      java.util.List<INDArray> reads = new java.util.ArrayList<>();
      for (int id : operation.inputs()) {
        reads.add(arrays.get(id));
      }
      OpContext context = Arguments.context(operation.function(), reads);
      for (int i = 0; i < operation.outputs().length; i++) {
        context.setOutputArray(i, arrays.get(operation.outputs()[i]));
      }
      Arguments.execute(operation.function(), context);
    }
    Map<String, INDArray> outputs = new HashMap<>();
    program.outputs().forEach((name, value) -> outputs.put(name, arrays.get(value.id())));
    return outputs;
  }
}

package dev.attune.engine.cuda.nvidia;

import static dev.attune.engine.cuda.nvidia.Answers.check;
import static dev.attune.engine.cuda.nvidia.Answers.checkReleased;

import dev.attune.engine.cuda.device.Call;
import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Recording;
import dev.attune.engine.cuda.launch.MatrixProduct;
import dev.attune.engine.cuda.source.KernelSource;
import dev.attune.engine.cuda.source.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Calls as one CUDA graph: a replay is one launch. */
final class NvidiaRecording implements Recording {
  private final NvidiaDevice device;
  private final CUmod_st module = new CUmod_st();
  private final CUgraphExec_st graph = new CUgraphExec_st();
  private final List<PreparedProduct> products = new ArrayList<>();
  private final Map<String, CUfunc_st> functions = new HashMap<>();
  private boolean hasModule;
  private boolean hasGraph;

  NvidiaRecording(NvidiaDevice device, List<Call> calls) {
    this.device = device;
    try {
      load(calls);
      warmUp(calls);
      capture(calls);
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private void load(List<Call> calls) {
    for (Call call : calls) {
      if (call instanceof Call.Product product) {
        for (MatrixProduct.Batch batch : product.product().batches()) {
          products.add(new PreparedProduct(device.library(), product, batch));
        }
      }
    }
    String text = Call.text(calls);
    if (!text.isEmpty()) {
      try (BytePointer code = new BytePointer(device.compiled(text))) {
        check("cuModuleLoadData", cudart.cuModuleLoadData(module, code));
        hasModule = true;
      }
    }
  }

  /**
   * Loads all machine code, which may allocate and so may not happen while capturing: our kernels'
   * by name, cuBLASLt's by running each product once, on whatever stands in memory.
   */
  private void warmUp(List<Call> calls) {
    for (Call call : calls) {
      if (call instanceof Call.Kernel kernel && !functions.containsKey(kernel.source().name())) {
        CUfunc_st function = new CUfunc_st();
        String name = kernel.source().name();
        check("cuModuleGetFunction", cudart.cuModuleGetFunction(function, module, name));
        check("cuFuncLoad", cudart.cuFuncLoad(function));
        allowShared(function, kernel.source().schedule().shared());
        functions.put(name, function);
      }
    }
    products.forEach(product -> product.run(device.stream(), device.workspace()));
    device.synchronize();
  }

  /** More than 48 KB of shared memory have to be asked for. */
  private static void allowShared(CUfunc_st function, int bytes) {
    if (bytes > 0) {
      int most = cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
      check("cuFuncSetAttribute", cudart.cuFuncSetAttribute(function, most, bytes));
    }
  }

  private void capture(List<Call> calls) {
    int mode = cudart.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    check("cuStreamBeginCapture", cudart.cuStreamBeginCapture(device.stream(), mode));
    CUgraph_st captured = new CUgraph_st();
    try {
      put(calls);
    } catch (RuntimeException | Error e) {
      // A stream that is left capturing could do nothing else.
      if (cudart.cuStreamEndCapture(device.stream(), captured) == 0) {
        cudart.cuGraphDestroy(captured);
      }
      throw e;
    }
    check("cuStreamEndCapture", cudart.cuStreamEndCapture(device.stream(), captured));
    int status = cudart.cuGraphInstantiate(graph, captured, 0);
    hasGraph = status == cudart.CUDA_SUCCESS;
    checkReleased("cuGraphDestroy", cudart.cuGraphDestroy(captured));
    check("cuGraphInstantiate", status);
  }

  private void put(List<Call> calls) {
    int next = 0;
    for (Call call : calls) {
      if (call instanceof Call.Kernel kernel) {
        launch(kernel);
      } else {
        int batches = ((Call.Product) call).product().batches().size();
        for (int i = 0; i < batches; i++) {
          products.get(next++).run(device.stream(), device.workspace());
        }
      }
    }
  }

  private void launch(Call.Kernel call) {
    KernelSource source = call.source();
    Schedule schedule = source.schedule();
    int count = call.addresses().size();
    try (LongPointer addresses = new LongPointer(count);
        PointerPointer<Pointer> parameters = new PointerPointer<>(count)) {
      for (int i = 0; i < count; i++) {
        addresses.put(i, call.addresses().get(i));
        parameters.put(i, addresses.getPointer(i));
      }
      int grid = Math.toIntExact(schedule.grid());
      check(
          "cuLaunchKernel of " + source.name(),
          cudart.cuLaunchKernel(
              functions.get(source.name()),
              grid,
              1,
              1,
              schedule.blockX(),
              schedule.blockY(),
              1,
              schedule.shared(),
              device.stream(),
              parameters,
              (PointerPointer<?>) null));
    }
  }

  @Override
  public void replay() {
    device.driver().use();
    check("cuGraphLaunch", cudart.cuGraphLaunch(graph, device.stream()));
  }

  @Override
  public void close() {
    Closing.all(device::settle, this::destroyGraph, this::closeProducts, this::unload);
  }

  private void destroyGraph() {
    if (hasGraph) {
      hasGraph = false;
      checkReleased("cuGraphExecDestroy", cudart.cuGraphExecDestroy(graph));
    }
  }

  private void closeProducts() {
    List<PreparedProduct> owned = List.copyOf(products);
    products.clear();
    Closing.all(owned.stream().<Runnable>map(one -> one::close).toArray(Runnable[]::new));
  }

  private void unload() {
    if (hasModule) {
      hasModule = false;
      checkReleased("cuModuleUnload", cudart.cuModuleUnload(module));
    }
  }
}

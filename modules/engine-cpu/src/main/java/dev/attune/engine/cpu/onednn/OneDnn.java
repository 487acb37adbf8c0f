package dev.attune.engine.cpu.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's processor engine, its stream, and all objects made through it: freed together, in the
 * reverse order. Wrappers hold bare addresses, so whatever a prepared call needs is kept here.
 */
public final class OneDnn implements AutoCloseable {
  private final Deque<Runnable> release = new ArrayDeque<>();
  private final Deque<Object> kept = new ArrayDeque<>();
  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();

  /**
   * Opens the engine.
   *
   * @throws OneDnnException if the library refuses
   * @throws LinkageError if its natives are not on the class path or do not load
   */
  public OneDnn() {
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine");
    own(engine, () -> dnnl_engine_destroy(engine));
    check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "stream");
    own(stream, () -> dnnl_stream_destroy(stream));
  }

  /** The library's version, such as {@code 3.11.0}; {@code none} if it does not load. */
  public static String version() {
    try {
      dnnl_version_t version = dnnl_version();
      return version.major() + "." + version.minor() + "." + version.patch();
    } catch (LinkageError e) {
      return "none";
    }
  }

  static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new OneDnnException("oneDNN refuses " + what + ": status " + status);
    }
  }

  /** Keeps an object until {@link #close}, and then releases it. */
  public void own(Pointer object, Runnable destroy) {
    kept.push(object);
    release.push(destroy);
  }

  /** Keeps an object from the garbage collector until {@link #close}. */
  void keep(Object object) {
    kept.push(object);
  }

  /** For descriptions. */
  public dnnl_engine engine() {
    return engine;
  }

  dnnl_stream stream() {
    return stream;
  }

  /** Float elements at these strides. */
  public dnnl_memory_desc layout(long[] shape, long[] strides) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    // Scalars have no dimensions here, one in oneDNN.
    long[] sizes = shape.length == 0 ? new long[] {1} : shape;
    long[] steps = shape.length == 0 ? new long[] {1} : strides;
    try (LongPointer dimensions = new LongPointer(sizes);
        LongPointer distances = new LongPointer(steps)) {
      check(
          dnnl_memory_desc_create_with_strides(
              layout, sizes.length, dimensions, dnnl_f32, distances),
          "a layout");
    }
    own(layout, () -> dnnl_memory_desc_destroy(layout));
    return layout;
  }

  /** Float elements in whatever order the primitive likes best. */
  public dnnl_memory_desc anyLayout(long... shape) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    try (LongPointer dimensions = new LongPointer(shape)) {
      check(
          dnnl_memory_desc_create_with_tag(
              layout, shape.length, dimensions, dnnl_f32, dnnl_format_tag_any),
          "a layout");
    }
    own(layout, () -> dnnl_memory_desc_destroy(layout));
    return layout;
  }

  @Override
  public void close() {
    release.forEach(Runnable::run);
    release.clear();
    kept.clear();
  }
}

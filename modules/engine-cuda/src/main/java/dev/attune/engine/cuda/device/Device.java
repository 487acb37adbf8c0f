package dev.attune.engine.cuda.device;

import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * A GPU, or what stands for one in tests. What it gives belongs to the caller, who gives it back.
 * Not thread-safe.
 */
public interface Device extends AutoCloseable {

  /** For people: its name and what it can do. */
  String description();

  /**
   * New memory, aligned to 256 bytes.
   *
   * @return its address
   * @throws dev.attune.engine.memory.InsufficientMemoryException if there is not as much
   */
  long allocate(long bytes);

  /** Gives memory back. */
  void free(long address);

  /** Copies to the device, after all that was replayed before. */
  void upload(Pointer from, long to, long bytes);

  /** Copies from the device, after all that was replayed before; returns when it is there. */
  void download(long from, Pointer to, long bytes);

  /**
   * Prepares a copy from page-locked memory of the host. It runs beside what is replayed, and waits
   * on the device for its turn.
   *
   * @param through as many bytes of the device, where it waits
   */
  Upload prepareUpload(long through, long to, long bytes);

  /** Prepares a copy to page-locked memory of the host. */
  Download prepareDownload(long from, long bytes);

  /**
   * Prepares calls that run one after another.
   *
   * @param calls whose addresses stay as they are
   */
  Recording record(List<Call> calls);

  /** Waits for all that was replayed. */
  void synchronize();

  @Override
  void close();
}

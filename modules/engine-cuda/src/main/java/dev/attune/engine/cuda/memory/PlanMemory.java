package dev.attune.engine.cuda.memory;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Device;
import dev.attune.engine.cuda.launch.DevicePlan;
import dev.attune.engine.memory.InsufficientMemoryException;
import dev.attune.engine.program.ArenaLayout;
import dev.attune.engine.program.Liveness;
import dev.attune.engine.program.ProgramValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One block of a device's memory, in named regions; and where the storages of a plan stand among
 * them.
 */
public final class PlanMemory implements AutoCloseable {
  private static final long ALIGNMENT = 256;

  private record Constant(INDArray array, long offset) {}

  /** What all plans in it share. */
  private static final class Block {
    final Map<String, Long> regions = new LinkedHashMap<>();
    final List<Constant> constants = new ArrayList<>();
    long bytes;
    long fixed;
    long address;
  }

  private final Device device;
  private final Block block;
  private final String scope;
  private final Map<Integer, Long> storages = new HashMap<>();

  /** Nothing reserved yet; the device is not asked for anything before {@link #open}. */
  public PlanMemory(Device device) {
    this(device, new Block(), "");
  }

  private PlanMemory(Device device, Block block, String scope) {
    this.device = device;
    this.block = block;
    this.scope = scope;
  }

  /**
   * The same block for the storages of another plan.
   *
   * @param name goes before the names of the regions that are reserved through it
   */
  public PlanMemory within(String name) {
    return new PlanMemory(device, block, scope + name + "/");
  }

  /**
   * Reserves a region of floats or of integers of their size.
   *
   * @param name no other region's
   * @return where it begins in the block, in bytes
   * @throws IllegalArgumentException in one line, if there is one of this name
   */
  public long reserve(String name, long elements) {
    return reserveBytes(name, elements * Float.BYTES);
  }

  /** Likewise, of a size in bytes. */
  public long reserveBytes(String name, long size) {
    long offset = block.bytes;
    if (block.regions.put(scope + name, offset) != null) {
      throw new IllegalArgumentException("executor cuda: two arrays are called " + scope + name);
    }
    block.bytes += (Math.max(1, size) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return offset;
  }

  /**
   * Of what is reserved, so much is needed whatever the batch, beside constants and the arena's.
   *
   * @param more bytes
   */
  public void keepsWhateverTheBatch(long more) {
    block.fixed += more;
  }

  /**
   * Puts a storage at a place in the block.
   *
   * @param offset in bytes
   */
  public void place(int storage, long offset) {
    storages.put(storage, offset);
  }

  /** Whether a storage has a place already. */
  public boolean placed(int storage) {
    return storages.containsKey(storage);
  }

  /**
   * Gives places to constants, to copies of inputs, and to what lives during the plan in an arena.
   *
   * @param ofParameters lengths: what has one of these is taken for a copy or a gradient of a
   *     parameter, which does not grow with the batch
   */
  public void placeRest(DevicePlan plan, Set<Long> ofParameters) {
    Set<Integer> used = plan.used();
    for (int copy : plan.copies().values()) {
      if (!placed(copy)) {
        ProgramValue value = plan.storages().get(copy);
        place(copy, reserveBytes("(copy) " + copy, value.bytes()));
        keepsWhateverTheBatch(ofParameters.contains(value.length()) ? value.bytes() : 0);
      }
    }
    for (ProgramValue value : plan.storages()) {
      if (value.constant() != null && used.contains(value.id())) {
        long before = block.bytes;
        long offset = reserve("(constant) " + value.id(), value.length());
        keepsWhateverTheBatch(block.bytes - before);
        block.constants.add(new Constant(value.constant().dup('c'), offset));
        place(value.id(), offset);
      }
    }
    List<Liveness.Interval> lives =
        plan.lives().stream()
            .filter(life -> life.value().type().isFPType() && !placed(life.value().id()))
            .toList();
    ArenaLayout arena = ArenaLayout.of(lives);
    long offset = reserve("(arena)", arena.bytes() / Float.BYTES);
    arena.offsets().forEach((id, within) -> place(id, offset + within));
    List<Liveness.Interval> steady =
        lives.stream().filter(life -> ofParameters.contains(life.value().length())).toList();
    keepsWhateverTheBatch(ArenaLayout.of(steady).bytes());
  }

  /**
   * Takes the memory, and writes the constants.
   *
   * @throws InsufficientMemoryException if the device has too little
   */
  public void open() {
    try {
      block.address = device.allocate(block.bytes);
    } catch (InsufficientMemoryException e) {
      throw e.ofWhichFixed(block.fixed);
    }
    try {
      uploadConstants();
    } catch (RuntimeException | Error e) {
      Closing.after(e, this::close);
      throw e;
    }
  }

  private void uploadConstants() {
    for (Constant constant : block.constants) {
      long size = constant.array.length() * Float.BYTES;
      device.upload(constant.array.data().addressPointer(), block.address + constant.offset, size);
    }
  }

  /** The address of a region; once it is open. */
  public long address(String region) {
    return block.address + block.regions.get(scope + region);
  }

  /** The address of a storage; once it is open. */
  public long address(int storage) {
    Long offset = storages.get(storage);
    if (offset == null) {
      throw new IllegalStateException("storage " + storage + " has no place");
    }
    return block.address + offset;
  }

  /** All that it takes. */
  public long bytes() {
    return block.bytes;
  }

  @Override
  public void close() {
    device.free(block.address);
  }
}

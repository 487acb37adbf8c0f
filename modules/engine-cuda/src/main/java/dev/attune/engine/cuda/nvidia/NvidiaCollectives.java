package dev.attune.engine.cuda.nvidia;

import dev.attune.engine.cuda.device.Closing;
import dev.attune.engine.cuda.device.Collectives;
import dev.attune.engine.cuda.device.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.cuda.nccl.ncclComm;
import org.bytedeco.javacpp.PointerPointer;

/** Collectives of NCCL: a communicator a GPU, all of them this process's. */
public final class NvidiaCollectives implements Collectives {
  private final List<NvidiaDevice> devices;
  private final List<ncclComm> communicators = new ArrayList<>();

  /**
   * Makes the GPUs known to each other.
   *
   * @param devices one a rank, each another GPU; stay open
   * @throws CudaException in one line, if NCCL is not there or cannot
   */
  public NvidiaCollectives(List<NvidiaDevice> devices) {
    this.devices = List.copyOf(devices);
    try {
      open();
    } catch (LinkageError e) {
      throw new CudaException("nccl", reason(e));
    }
  }

  private static String reason(LinkageError error) {
    boolean absent =
        MissingLibrary.file(error).filter(file -> file.startsWith("libnccl.so")).isPresent();
    return absent
        ? "libnccl.so.2 does not load, which several GPUs need; install NCCL for CUDA 13, or put"
            + " its folder on LD_LIBRARY_PATH"
        : MissingLibrary.reason(error);
  }

  private void open() {
    int[] numbers = devices.stream().mapToInt(device -> device.driver().number()).toArray();
    try (PointerPointer<ncclComm> made = new PointerPointer<>(numbers.length)) {
      check("ncclCommInitAll", nccl.ncclCommInitAll(made, numbers.length, numbers));
      for (int i = 0; i < numbers.length; i++) {
        communicators.add(made.get(ncclComm.class, i));
      }
    }
  }

  @Override
  public Recording allGather(List<Gather> gathers) {
    return new Group(
        "ncclAllGather",
        rank -> {
          int status = 0;
          for (Gather gather : gathers) {
            Address from = new Address(gather.from().get(rank));
            Address to = new Address(gather.to().get(rank));
            int one =
                nccl.ncclAllGather(
                    from,
                    to,
                    gather.elements(),
                    nccl.ncclFloat,
                    communicators.get(rank),
                    stream(rank));
            status = status == 0 ? one : status;
          }
          return status;
        });
  }

  @Override
  public Recording allReduce(List<Long> at, long elements) {
    List<Long> places = List.copyOf(at);
    return new Group(
        "ncclAllReduce",
        rank -> {
          Address place = new Address(places.get(rank));
          return nccl.ncclAllReduce(
              place,
              place,
              elements,
              nccl.ncclFloat,
              nccl.ncclSum,
              communicators.get(rank),
              stream(rank));
        });
  }

  private CUstream_st stream(int rank) {
    return devices.get(rank).stream();
  }

  /** Calls of all ranks at once: one that came alone would wait for the others for ever. */
  private final class Group implements Recording {
    private final String name;
    private final IntUnaryOperator call;

    /**
     * Of one kind.
     *
     * @param call of a rank; gives its status
     */
    Group(String name, IntUnaryOperator call) {
      this.name = name;
      this.call = call;
    }

    @Override
    public void replay() {
      check("ncclGroupStart", nccl.ncclGroupStart());
      int status = 0;
      for (int rank = 0; rank < devices.size() && status == 0; rank++) {
        status = call.applyAsInt(rank);
      }
      int ended = nccl.ncclGroupEnd();
      check(name, status);
      check("ncclGroupEnd", ended);
    }

    @Override
    public void close() {
      // Before anybody's memory goes: ranks read each other's.
      settle();
    }
  }

  private void settle() {
    Closing.all(devices.stream().<Runnable>map(one -> one::settle).toArray(Runnable[]::new));
  }

  private static void check(String call, int status) {
    if (status != nccl.ncclSuccess) {
      throw new CudaException(call, nccl.ncclGetErrorString(status).getString());
    }
  }

  private static void destroy(ncclComm communicator) {
    int status = nccl.ncclCommDestroy(communicator);
    if (!Answers.lost()) {
      check("ncclCommDestroy", status);
    }
  }

  @Override
  public void close() {
    List<Runnable> owned = new ArrayList<>(List.of(this::settle));
    communicators.forEach(one -> owned.add(() -> destroy(one)));
    communicators.clear();
    Closing.all(owned.toArray(Runnable[]::new));
  }
}

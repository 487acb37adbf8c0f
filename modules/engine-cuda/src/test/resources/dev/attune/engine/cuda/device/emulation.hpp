// Just enough of CUDA for generated kernels to run on a CPU: a block's threads are fibers that take
// turns between barriers, so that shared memory, barriers and shuffles mean what they mean on a GPU.
// A barrier or shuffle that some thread of the block (or warp) does not reach ends the program.
#include "products.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>
#include <vector>

#define __device__
#define __global__
#define __forceinline__ inline
#define __launch_bounds__(threads)
// Blocks run one after another, so what a block shares may be static.
#define __shared__ static

struct Dimensions {
  unsigned x, y;
};

static Dimensions threadIdx, blockIdx, blockDim, gridDim;

enum Waiting { RUNS, AT_BARRIER, AT_SHUFFLE, ENDED };

struct Fiber {
  ucontext_t context;
  std::vector<char> stack = std::vector<char>(1 << 16);
  Waiting waiting;
  float offered;
};

static std::vector<Fiber> fibers;
static ucontext_t scheduler;
static unsigned current;
static void (*kernelNow)();

static void fail(const char* what) {
  fprintf(stderr, "%s\n", what);
  exit(3);
}

static void wait(Waiting how) {
  Fiber& own = fibers[current];
  own.waiting = how;
  swapcontext(&own.context, &scheduler);
}

static void __syncthreads() {
  wait(AT_BARRIER);
}

static float __shfl_xor_sync(unsigned, float value, int apart) {
  unsigned own = current;
  fibers[own].offered = value;
  wait(AT_SHUFFLE);
  float taken = fibers[own ^ apart].offered;
  wait(AT_SHUFFLE);
  return taken;
}

static void fiberMain() {
  kernelNow();
  fibers[current].waiting = ENDED;
  swapcontext(&fibers[current].context, &scheduler);
}

// Whether the living threads of some range all wait for one thing, or all have ended.
static bool together(unsigned from, unsigned to) {
  for (unsigned i = from + 1; i < to; i++) {
    if (fibers[i].waiting != fibers[from].waiting) {
      return false;
    }
  }
  return true;
}

static void block(unsigned threads) {
  for (unsigned i = 0; i < threads; i++) {
    Fiber& fiber = fibers[i];
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack.data();
    fiber.context.uc_stack.ss_size = fiber.stack.size();
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, fiberMain, 0);
    fiber.waiting = RUNS;
  }
  for (bool living = true; living;) {
    living = false;
    for (current = 0; current < threads; current++) {
      if (fibers[current].waiting != ENDED) {
        threadIdx = {current % blockDim.x, current / blockDim.x};
        fibers[current].waiting = RUNS;
        swapcontext(&scheduler, &fibers[current].context);
        living |= fibers[current].waiting != ENDED;
      }
    }
    bool barrier = false;
    for (unsigned warp = 0; warp < threads; warp += 32) {
      if (!together(warp, warp + 32)) {
        fail("threads of a warp part at a barrier, a shuffle or their end");
      }
      barrier |= fibers[warp].waiting == AT_BARRIER;
    }
    if (barrier && !together(0, threads)) {
      fail("some threads of a block do not reach a barrier");
    }
  }
}

static void launch(unsigned grid, unsigned x, unsigned y, void (*call)()) {
  fibers.resize(1024);
  kernelNow = call;
  blockDim = {x, y};
  gridDim = {grid, 1};
  for (unsigned i = 0; i < grid; i++) {
    blockIdx = {i, 0};
    block(x * y);
  }
}

// The device's memory, block by block.
struct Block {
  unsigned long long address;
  std::vector<char> bytes;
};

static std::vector<Block> blocks;

static Memory at(unsigned long long address) {
  if (address == 0) {
    return {nullptr};
  }
  for (Block& block : blocks) {
    if (address >= block.address && address < block.address + block.bytes.size()) {
      return {block.bytes.data() + (address - block.address)};
    }
  }
  fail("an address that is nobody's");
  return {nullptr};
}

static void readBlock(FILE* in, unsigned long long address, size_t length) {
  blocks.push_back({address, std::vector<char>(length)});
  if (fread(blocks.back().bytes.data(), 1, length, in) != length) {
    fail("the input is too short");
  }
}

static int writeBlocks(FILE* out) {
  for (Block& block : blocks) {
    fwrite(block.bytes.data(), 1, block.bytes.size(), out);
  }
  return fclose(out);
}

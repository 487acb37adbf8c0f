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

#define EMULATED
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

struct uint4 {
  unsigned x, y, z, w;
};

static void fail(const char* what) {
  fprintf(stderr, "%s\n", what);
  exit(3);
}

// Several elements at once are read and written from multiples of their size on alone, as on a GPU.
static void requireAligned(const void* place, size_t bytes) {
  if ((size_t) place % bytes != 0) {
    fail("several elements at once from a place that is no multiple of their size");
  }
}

#define PAIR(NAME, TYPE)                          \
  struct NAME {                                   \
    TYPE x, y;                                    \
    NAME(TYPE a, TYPE b) : x(a), y(b) {}          \
    NAME(const NAME& v) : x(v.x), y(v.y) {        \
      requireAligned(&v, sizeof(v));              \
    }                                             \
    NAME& operator=(const NAME& v) {              \
      requireAligned(this, sizeof(v));            \
      x = v.x, y = v.y;                           \
      return *this;                               \
    }                                             \
  };

#define QUADRUPLE(NAME, TYPE)                                                      \
  struct NAME {                                                                    \
    TYPE x, y, z, w;                                                               \
    NAME(TYPE a, TYPE b, TYPE c, TYPE d) : x(a), y(b), z(c), w(d) {}               \
    NAME(const NAME& v) : x(v.x), y(v.y), z(v.z), w(v.w) {                         \
      requireAligned(&v, sizeof(v));                                               \
    }                                                                              \
    NAME& operator=(const NAME& v) {                                               \
      requireAligned(this, sizeof(v));                                             \
      x = v.x, y = v.y, z = v.z, w = v.w;                                          \
      return *this;                                                                \
    }                                                                              \
  };

PAIR(float2, float)
PAIR(ushort2, unsigned short)
QUADRUPLE(float4, float)
QUADRUPLE(ushort4, unsigned short)

enum Waiting { RUNS, AT_BARRIER, AT_SHUFFLE, AT_PRODUCT, AT_LOAD, ENDED };

struct Fiber {
  ucontext_t context;
  std::vector<char> stack = std::vector<char>(1 << 16);
  Waiting waiting;
  float offered;
  const unsigned* left;
  unsigned near, far;
  const unsigned short* row;
};

static std::vector<Fiber> fibers;
static ucontext_t scheduler;
static unsigned current;
static void (*kernelNow)();

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

static int min(int a, int b) {
  return a < b ? a : b;
}

// The shared memory of a launch, before each block full of NaN, with a guard behind it.
static const size_t GUARD = 64;
static std::vector<unsigned char> shared;

static unsigned short* sharedMemory() {
  return (unsigned short*) shared.data();
}

// An element of a fragment of two to a register.
static float half(unsigned pair, unsigned which) {
  return __int_as_float((int) ((which == 0 ? pair << 16 : pair & 0xffff0000u)));
}

// By the PTX ISA's figures for mma.m16n8k16: whose register holds a[row][k] and b[k][column].
static void mma16x8x16(float (&d)[4], const unsigned (&a)[4], unsigned near, unsigned far) {
  unsigned own = current, warp = own / 32 * 32, group = own % 32 / 4;
  fibers[own].left = a;
  fibers[own].near = near;
  fibers[own].far = far;
  wait(AT_PRODUCT);
  for (unsigned i = 0; i < 4; i++) {
    unsigned row = group + i / 2 * 8, column = own % 4 * 2 + i % 2;
    for (unsigned k = 0; k < 16; k++) {
      const Fiber& ofLeft = fibers[warp + row % 8 * 4 + k % 8 / 2];
      const Fiber& ofRight = fibers[warp + column * 4 + k % 8 / 2];
      d[i] += half(ofLeft.left[row / 8 + k / 8 * 2], k % 2) *
              half(k < 8 ? ofRight.near : ofRight.far, k % 2);
    }
  }
  wait(AT_PRODUCT);
}

// ldmatrix: lane l offers row l % 8 of matrix l / 8.
static void loadMatrices(unsigned (&to)[4], const unsigned short* row, bool transposed) {
  unsigned own = current, warp = own / 32 * 32, group = own % 32 / 4, pair = own % 4 * 2;
  if ((size_t) row % 16 != 0) {
    fail("a matrix's row does not begin at 16 bytes");
  }
  fibers[own].row = row;
  wait(AT_LOAD);
  for (unsigned matrix = 0; matrix < 4; matrix++) {
    const Fiber* rows = &fibers[warp + matrix * 8];
    unsigned first = transposed ? rows[pair].row[group] : rows[group].row[pair];
    unsigned second = transposed ? rows[pair + 1].row[group] : rows[group].row[pair + 1];
    to[matrix] = first | second << 16;
  }
  wait(AT_LOAD);
}

static void loadRows(unsigned (&to)[4], const unsigned short* row) {
  loadMatrices(to, row, false);
}

static void loadColumns(unsigned (&to)[4], const unsigned short* row) {
  loadMatrices(to, row, true);
}

static void fiberMain() {
  kernelNow();
  fibers[current].waiting = ENDED;
  swapcontext(&fibers[current].context, &scheduler);
}

// Whether the threads of some range all wait for one thing, or all have ended.
static bool together(unsigned from, unsigned to) {
  for (unsigned i = from + 1; i < to; i++) {
    if (fibers[i].waiting != fibers[from].waiting) {
      return false;
    }
  }
  return true;
}

// The threads of a warp, each up to where it waits next.
static void turn(unsigned warp) {
  for (current = warp; current < warp + 32; current++) {
    threadIdx = {current % blockDim.x, current / blockDim.x};
    fibers[current].waiting = RUNS;
    swapcontext(&scheduler, &fibers[current].context);
  }
  if (!together(warp, warp + 32)) {
    fail("threads of a warp part at a barrier, a shuffle or their end");
  }
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
  for (;;) {
    bool moved = false;
    for (unsigned warp = 0; warp < threads; warp += 32) {
      if (fibers[warp].waiting != AT_BARRIER && fibers[warp].waiting != ENDED) {
        turn(warp);
        moved = true;
      }
    }
    if (!moved && !together(0, threads)) {
      fail("some threads of a block do not reach a barrier");
    }
    if (!moved && fibers[0].waiting == ENDED) {
      return;
    }
    for (unsigned i = 0; i < threads && !moved; i++) {
      fibers[i].waiting = RUNS;
    }
  }
}

static void launch(unsigned grid, unsigned x, unsigned y, unsigned bytes, void (*call)()) {
  fibers.resize(1024);
  kernelNow = call;
  blockDim = {x, y};
  gridDim = {grid, 1};
  for (unsigned i = 0; i < grid; i++) {
    blockIdx = {i, 0};
    shared.assign(bytes + GUARD, 0xff);
    block(x * y);
    for (size_t guarded = bytes; guarded < bytes + GUARD; guarded++) {
      if (shared[guarded] != 0xff) {
        fail("a block writes behind its shared memory");
      }
    }
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

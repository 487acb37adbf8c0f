// What generated kernels call. Everything is float, bfloat16 in memory alone; sums over a row are
// formed in a fixed order.

#define BELOW_ALL __int_as_float(0xff800000)

__device__ __forceinline__ float wide(unsigned short v) {
  return __int_as_float((int) v << 16);
}

// To the nearest, ties to even; what is no number stays none.
__device__ __forceinline__ unsigned short narrow(float v) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  unsigned short rounded;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(rounded) : "f"(v));
  return rounded;
#else
  const unsigned bits = (unsigned) __float_as_int(v);
  return v != v ? 0x7fff : (unsigned short) ((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
#endif
}

// Neighbours in memory, from a multiple of their number on, by one load or store.
struct Lanes2 {
  float at[2];
};

struct Lanes4 {
  float at[4];
};

__device__ __forceinline__ Lanes2 read2(const float* from) {
  const float2 v = *(const float2*) from;
  return {{v.x, v.y}};
}

__device__ __forceinline__ Lanes4 read4(const float* from) {
  const float4 v = *(const float4*) from;
  return {{v.x, v.y, v.z, v.w}};
}

__device__ __forceinline__ Lanes2 read2(const unsigned short* from) {
  const ushort2 v = *(const ushort2*) from;
  return {{wide(v.x), wide(v.y)}};
}

__device__ __forceinline__ Lanes4 read4(const unsigned short* from) {
  const ushort4 v = *(const ushort4*) from;
  return {{wide(v.x), wide(v.y), wide(v.z), wide(v.w)}};
}

__device__ __forceinline__ void write2(float* to, const Lanes2& v) {
  *(float2*) to = {v.at[0], v.at[1]};
}

__device__ __forceinline__ void write4(float* to, const Lanes4& v) {
  *(float4*) to = {v.at[0], v.at[1], v.at[2], v.at[3]};
}

__device__ __forceinline__ void write2(unsigned short* to, const Lanes2& v) {
  *(ushort2*) to = {narrow(v.at[0]), narrow(v.at[1])};
}

__device__ __forceinline__ void write4(unsigned short* to, const Lanes4& v) {
  *(ushort4*) to = {narrow(v.at[0]), narrow(v.at[1]), narrow(v.at[2]), narrow(v.at[3])};
}

__device__ __forceinline__ float clampTo(float v, float low, float high) {
  return fminf(fmaxf(v, low), high);
}

__device__ __forceinline__ float squareOf(float v) {
  return v * v;
}

__device__ __forceinline__ float signOf(float v) {
  return (v > 0.0f ? 1.0f : 0.0f) - (v < 0.0f ? 1.0f : 0.0f);
}

__device__ __forceinline__ float sigmoid(float v) {
  return 1.0f / (1.0f + expf(-v));
}

__device__ __forceinline__ float normalBelow(float v) {
  return 0.5f * erfcf(-0.70710678f * v);
}

__device__ __forceinline__ float gelu(float v) {
  return v * normalBelow(v);
}

__device__ __forceinline__ float slopeOfGelu(float v) {
  return normalBelow(v) + v * 0.39894228f * expf(-0.5f * v * v);
}

__device__ __forceinline__ float slopeOfSigmoid(float s) {
  return s * (1.0f - s);
}

__device__ __forceinline__ float slopeOfTanh(float t) {
  return 1.0f - t * t;
}

__device__ __forceinline__ float sumOf(float a, float b) {
  return a + b;
}

__device__ __forceinline__ float maxOf(float a, float b) {
  return fmaxf(a, b);
}

// All lanes of a warp get the result.
#define OVER_WARP(NAME, JOIN)                                        \
  __device__ __forceinline__ float NAME(float v) {                   \
    for (int apart = 16; apart > 0; apart >>= 1) {                   \
      v = JOIN(v, __shfl_xor_sync(0xffffffffu, v, apart));           \
    }                                                                \
    return v;                                                        \
  }

OVER_WARP(sumOverWarp, sumOf)
OVER_WARP(maxOverWarp, maxOf)

// All threads of a block of whole warps get the result; `warps` holds a number of each.
#define OVER_BLOCK(NAME, WARP, JOIN)                                 \
  __device__ __forceinline__ float NAME(float v, float* warps) {     \
    v = WARP(v);                                                     \
    __syncthreads();                                                 \
    if ((threadIdx.x & 31) == 0) {                                   \
      warps[threadIdx.x >> 5] = v;                                   \
    }                                                                \
    __syncthreads();                                                 \
    v = warps[0];                                                    \
    for (int warp = 1; warp < (int) (blockDim.x >> 5); warp++) {     \
      v = JOIN(v, warps[warp]);                                      \
    }                                                                \
    return v;                                                        \
  }

OVER_BLOCK(sumOverBlock, sumOverWarp, sumOf)
OVER_BLOCK(maxOverBlock, maxOverWarp, maxOf)

// Threads of one x and all y get the result; `tile` holds [blockDim.y][32].
#define OVER_COLUMN(NAME, JOIN)                                      \
  __device__ __forceinline__ float NAME(float v, float* tile) {      \
    __syncthreads();                                                 \
    tile[threadIdx.y * 32 + threadIdx.x] = v;                        \
    __syncthreads();                                                 \
    v = tile[threadIdx.x];                                           \
    for (int y = 1; y < (int) blockDim.y; y++) {                     \
      v = JOIN(v, tile[y * 32 + threadIdx.x]);                       \
    }                                                                \
    return v;                                                        \
  }

OVER_COLUMN(sumOverColumn, sumOf)
OVER_COLUMN(maxOverColumn, maxOf)

// SplitMix64's finaliser, as the host mixes.
__device__ __forceinline__ unsigned long long mixed(unsigned long long z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

// Box and Muller's transform of one pair of uniforms.
__device__ __forceinline__ float normalOf(unsigned long long bits) {
  const double unit = 1.0 / 9007199254740992.0;
  const double radius = sqrt(-2.0 * log((double) ((bits >> 11) + 1) * unit));
  const double turn = (double) (mixed(bits + 0x9E3779B97F4A7C15ULL) >> 11) * unit;
  return (float) (radius * cos(6.283185307179586 * turn));
}

// A moment on its way to 0 is 0 before it is denormal.
__device__ __forceinline__ float flushed(float v) {
  return fabsf(v) < 1.1754944e-38f ? 0.0f : v;
}

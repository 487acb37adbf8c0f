// What a warp does together in bfloat16: products on tensor cores with sums in float, for compute
// capability 8.0 and newer. Lane l is the (l % 4)th of group l / 4. By the PTX ISA's matrix fragments
// for mma.m16n8k16 a lane holds, of
//   the left factor [16, 16]: rows group and group + 8, two columns from 2 (l % 4) on, and two from
//     8 further on: (group, near), (group + 8, near), (group, far), (group + 8, far);
//   the right factor [16, 8]: column group, the same pairs of rows: near, far;
//   the result [16, 8]: two columns from 2 (l % 4) on of row group, then of row group + 8.

#ifndef EMULATED

// d + a · b.
__device__ __forceinline__ void mma16x8x16(float (&d)[4], const unsigned (&a)[4], unsigned near,
                                           unsigned far) {
#if __CUDA_ARCH__ >= 800
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(near), "r"(far));
#else
  asm volatile("trap;");
#endif
}

__device__ __forceinline__ unsigned sharedAddress(const void* place) {
  unsigned address;
  asm("{ .reg .u64 at; cvta.to.shared.u64 at, %1; cvt.u32.u64 %0, at; }"
      : "=r"(address)
      : "l"(place));
  return address;
}

// Four matrices [8, 8] out of shared memory; lane l says where row l % 8 of matrix l / 8 begins. A
// lane gets two elements of each: row group, columns from 2 (l % 4) on.
__device__ __forceinline__ void loadRows(unsigned (&to)[4], const unsigned short* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(sharedAddress(row))
               : "memory");
}

// The same of their transposes: column group, rows from 2 (l % 4) on.
__device__ __forceinline__ void loadColumns(unsigned (&to)[4], const unsigned short* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(sharedAddress(row))
               : "memory");
}

// The shared memory that a launch gives each block.
__device__ __forceinline__ unsigned short* sharedMemory() {
  extern __shared__ uint4 givenToBlock[];
  return (unsigned short*) givenToBlock;
}

#endif

__device__ __forceinline__ unsigned pairOf(float first, float second) {
#if __CUDA_ARCH__ >= 800
  unsigned pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(second), "f"(first));
  return pair;
#else
  return (unsigned) narrow(first) | (unsigned) narrow(second) << 16;
#endif
}

__device__ __forceinline__ float firstOf(unsigned pair) {
  return wide((unsigned short) pair);
}

__device__ __forceinline__ float secondOf(unsigned pair) {
  return wide((unsigned short) (pair >> 16));
}

// Lanes of one group get the result.
__device__ __forceinline__ float sumOverGroup(float v) {
  v += __shfl_xor_sync(0xffffffffu, v, 1);
  return v + __shfl_xor_sync(0xffffffffu, v, 2);
}

__device__ __forceinline__ float maxOverGroup(float v) {
  v = fmaxf(v, __shfl_xor_sync(0xffffffffu, v, 1));
  return fmaxf(v, __shfl_xor_sync(0xffffffffu, v, 2));
}

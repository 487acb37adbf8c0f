// Schedule[form=BLOCK_A_ROW, grid=1, blockX=256, blockY=1, shared=0]
extern "C" __global__ void __launch_bounds__(256)
kernel_0(const float* __restrict__ s0, float* s1) {
  const unsigned block = blockIdx.x, blocks = gridDim.x;
  __shared__ float shared[8];
  const unsigned row = block;
  float r1 = 0.0f;
  for (unsigned column = threadIdx.x * 4; column < 6400; column += 1024) {
    const unsigned a0 = column;
    const Lanes4 v0 = read4(s0 + a0);
    #pragma unroll
    for (int k = 0; k < 4; k++) {
      const float e0 = squareOf(v0.at[k]);
      r1 = sumOf(r1, e0);
    }
  }
  r1 = sumOverBlock(r1, shared);
  if (threadIdx.x == 0) {
    s1[0] = r1;
  }
}

// Schedule[form=ELEMENTS, grid=1, blockX=256, blockY=1, shared=0]
extern "C" __global__ void __launch_bounds__(256)
kernel_1(const float* __restrict__ s0, float* s1) {
  const unsigned block = blockIdx.x, blocks = gridDim.x;
  for (unsigned i = (unsigned) block * blockDim.x + threadIdx.x; i < 1;
       i += (unsigned) blocks * blockDim.x) {
    const unsigned a0 = i;
    s1[0] = (1.5625E-4f * s0[0]);
  }
}

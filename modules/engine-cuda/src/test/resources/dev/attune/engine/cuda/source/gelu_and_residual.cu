// Schedule[form=ELEMENTS, grid=1, blockX=256, blockY=1]
extern "C" __global__ void __launch_bounds__(256)
kernel_0(const float* __restrict__ s0, float* s1) {
  const unsigned block = blockIdx.x, blocks = gridDim.x;
  for (unsigned i = (unsigned) block * blockDim.x + threadIdx.x; i < 192;
       i += (unsigned) blocks * blockDim.x) {
    const unsigned a1 = i % 8;
    const unsigned a0 = (i / 8);
    s1[a0 * 8 + a1] = (gelu((0.5f * s0[a0 * 8 + a1])) + s0[a0 * 8 + a1]);
  }
}

// Schedule[form=ROWS_BESIDE, grid=2, blockX=32, blockY=8]
extern "C" __global__ void __launch_bounds__(256)
kernel_0(const float* __restrict__ s0, float* s1) {
  const unsigned block = blockIdx.x, blocks = gridDim.x;
  __shared__ float shared[256];
  const unsigned row = (unsigned) block * 32 + threadIdx.x;
  const bool inside = row < 40;
  const unsigned a0 = row;
  float r0 = 0.0f;
  for (unsigned column = inside ? (unsigned) threadIdx.y : 300; column < 300; column += 8) {
    const unsigned a1 = column;
    r0 = sumOf(r0, s0[a0 + a1 * 40]);
  }
  r0 = sumOverColumn(r0, shared);
  if (inside && threadIdx.y == 0) {
    s1[a0] = r0;
  }
}

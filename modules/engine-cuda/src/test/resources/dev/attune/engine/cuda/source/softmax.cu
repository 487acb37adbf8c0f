// Schedule[form=WARP_A_ROW, grid=8, blockX=32, blockY=4]
extern "C" __global__ void __launch_bounds__(128)
kernel_0(const float* __restrict__ s0, float* s1) {
  const unsigned block = blockIdx.x, blocks = gridDim.x;
  const unsigned row = (unsigned) block * blockDim.y + threadIdx.y;
  if (row >= 30) {
    return;
  }
  const unsigned a0 = row;
  float r0 = BELOW_ALL;
  for (unsigned column = threadIdx.x; column < 5; column += 32) {
    const unsigned a1 = column;
    r0 = maxOf(r0, s0[a0 * 5 + a1]);
  }
  r0 = maxOverWarp(r0);
  float r2 = 0.0f;
  for (unsigned column = threadIdx.x; column < 5; column += 32) {
    const unsigned a1 = column;
    const float e1 = expf((s0[a0 * 5 + a1] - r0));
    r2 = sumOf(r2, e1);
  }
  r2 = sumOverWarp(r2);
  for (unsigned column = threadIdx.x; column < 5; column += 32) {
    const unsigned a1 = column;
    const float e1 = expf((s0[a0 * 5 + a1] - r0));
    s1[a0 * 5 + a1] = (e1 / r2);
  }
}

// Attention of one head: softmax(scale · Q · Kᵀ + mask) · V in one kernel, whose scores never leave
// registers (arXiv:2205.14135, arXiv:2307.08691), and its backward pass without atomics, so that sums
// are formed in a fixed order. A warp takes 16 rows at a time; what all rows meet stands in shared
// memory. Scores are counted in powers of two: exp(s) = exp2(s · LOG2E).

#define LOG2E 1.44269504f

// Rows of one head, `apart` elements from one to the next, each on a boundary of 16 bytes.
struct Rows {
  const unsigned short* first;
  int apart;
};

struct WrittenRows {
  unsigned short* first;
  int apart;
};

// Added to the scores; finite. None if `first` is null.
struct Mask {
  const float* first;
  int down, right;
};

// Rows in shared memory stand so far apart that those of a fragment meet no bank twice.
template <int DEPTH>
__device__ __forceinline__ constexpr int pitch() {
  return DEPTH + 8;
}

__device__ __forceinline__ constexpr int wholeTiles(int rows) {
  return (rows + 15) / 16 * 16;
}

// The first row of a warp's 16 among those of the block.
__device__ __forceinline__ int firstOfWarp() {
  return threadIdx.y * 16;
}

// The row of a fragment's near or far half.
__device__ __forceinline__ int rowOf(int half) {
  return (threadIdx.x >> 2) + 8 * half;
}

// The first column of a lane's pair.
__device__ __forceinline__ int columnOfPair() {
  return 2 * (threadIdx.x & 3);
}

// Copies rows to shared memory, rows of zeros behind them up to a whole tile.
template <int COUNT, int DEPTH, int WARPS>
__device__ __forceinline__ void copyRows(unsigned short* to, Rows from) {
  constexpr int PARTS = DEPTH / 8;
  for (int i = threadIdx.y * 32 + threadIdx.x; i < wholeTiles(COUNT) * PARTS; i += WARPS * 32) {
    const int row = i / PARTS;
    const int column = i % PARTS * 8;
    uint4 part = {0, 0, 0, 0};
    if (row < COUNT) {
      part = *(const uint4*) (from.first + (long long) row * from.apart + column);
    }
    *(uint4*) (to + row * pitch<DEPTH>() + column) = part;
  }
}

// 16 rows as left factors, one for each 16 columns; zeros behind the last row.
template <int COUNT, int DEPTH>
__device__ __forceinline__ void holdRows(unsigned (&held)[DEPTH / 16][4], Rows from, int first) {
#pragma unroll
  for (int half = 0; half < 2; half++) {
    const int row = first + rowOf(half);
    const unsigned short* at = from.first + (long long) row * from.apart + columnOfPair();
#pragma unroll
    for (int k = 0; k < DEPTH / 16; k++) {
      held[k][half] = row < COUNT ? *(const unsigned*) (at + 16 * k) : 0;
      held[k][half + 2] = row < COUNT ? *(const unsigned*) (at + 16 * k + 8) : 0;
    }
  }
}

template <int TILES>
__device__ __forceinline__ void clear(float (&tiles)[TILES][4]) {
#pragma unroll
  for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      tiles[tile][i] = 0.0f;
    }
  }
}

// result [16, 8 · TILES] = held rows · (rows in shared memory, `from` and on)ᵀ.
template <int TILES, int COUNT, int DEPTH>
__device__ __forceinline__ void timesRows(float (&result)[TILES][4],
                                          const unsigned (&held)[DEPTH / 16][4],
                                          const unsigned short* shared, int from) {
  const int lane = threadIdx.x;
  const unsigned short* at =
      shared + (from + (lane >> 4) * 8 + (lane & 7)) * pitch<DEPTH>() + (lane >> 3 & 1) * 8;
  clear(result);
#pragma unroll
  for (int tile = 0; tile < TILES; tile += 2) {
    if (from + 8 * tile < COUNT) {
#pragma unroll
      for (int k = 0; k < DEPTH / 16; k++) {
        unsigned right[4];
        loadRows(right, at + 8 * tile * pitch<DEPTH>() + 16 * k);
        mma16x8x16(result[tile], held[k], right[0], right[1]);
        mma16x8x16(result[tile + 1], held[k], right[2], right[3]);
      }
    }
  }
}

// result [16, DEPTH] += weights [16, 8 · TILES], rounded, · (rows in shared memory, `from` and on).
template <int TILES, int COUNT, int DEPTH>
__device__ __forceinline__ void addRows(float (&result)[DEPTH / 8][4],
                                        const float (&weights)[TILES][4],
                                        const unsigned short* shared, int from) {
  const int lane = threadIdx.x;
  const unsigned short* at = shared + (from + (lane & 15)) * pitch<DEPTH>() + (lane >> 4) * 8;
#pragma unroll
  for (int tile = 0; tile < TILES; tile += 2) {
    if (from + 8 * tile < COUNT) {
      // Two tiles of a result lie among the lanes as a left factor's near and far columns do.
      const unsigned left[4] = {pairOf(weights[tile][0], weights[tile][1]),
                                pairOf(weights[tile][2], weights[tile][3]),
                                pairOf(weights[tile + 1][0], weights[tile + 1][1]),
                                pairOf(weights[tile + 1][2], weights[tile + 1][3])};
#pragma unroll
      for (int column = 0; column < DEPTH; column += 16) {
        unsigned right[4];
        loadColumns(right, at + 8 * tile * pitch<DEPTH>() + column);
        mma16x8x16(result[column / 8], left, right[0], right[1]);
        mma16x8x16(result[column / 8 + 1], left, right[2], right[3]);
      }
    }
  }
}

// Writes 16 rows, those of each half times a factor.
template <int COUNT, int DEPTH>
__device__ __forceinline__ void writeRows(WrittenRows to, const float (&rows)[DEPTH / 8][4],
                                          float near, float far, int first) {
#pragma unroll
  for (int half = 0; half < 2; half++) {
    const int row = first + rowOf(half);
    const float factor = half == 0 ? near : far;
    unsigned short* at = to.first + (long long) row * to.apart + columnOfPair();
    if (row < COUNT) {
#pragma unroll
      for (int tile = 0; tile < DEPTH / 8; tile++) {
        *(unsigned*) (at + 8 * tile) =
            pairOf(rows[tile][2 * half] * factor, rows[tile][2 * half + 1] * factor);
      }
    }
  }
}

// A query or key behind the last is taken for the last.
template <int QUERIES, int KEYS>
__device__ __forceinline__ float scoreOf(float product, float scale, Mask mask, int query,
                                         int key) {
  if (mask.first == nullptr) {
    return product * (scale * LOG2E);
  }
  const long long down = (long long) min(query, QUERIES - 1) * mask.down;
  const float added = mask.first[down + (long long) min(key, KEYS - 1) * mask.right];
  // Rounded alike wherever it is computed again: a mask of −1e9 leaves no room for less.
  return fmaf(product, scale * LOG2E, added * LOG2E);
}

// Products of queries and keys as scores; keys behind the last are hidden.
template <int QUERIES, int KEYS, int TILES>
__device__ __forceinline__ void score(float (&s)[TILES][4], float scale, Mask mask, int first,
                                      int from) {
#pragma unroll
  for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const int key = from + 8 * tile + columnOfPair() + (i & 1);
      const float at =
          scoreOf<QUERIES, KEYS>(s[tile][i], scale, mask, first + rowOf(i >> 1), key);
      s[tile][i] = key < KEYS ? at : BELOW_ALL;
    }
  }
}

// Scores become weights below the largest score so far, and so do sums of earlier ones.
template <int TILES, int COLUMNS>
__device__ __forceinline__ void weigh(float (&s)[TILES][4], float (&sums)[COLUMNS][4],
                                      float (&most)[2], float (&total)[2]) {
#pragma unroll
  for (int half = 0; half < 2; half++) {
    float highest = most[half];
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
      highest = fmaxf(highest, fmaxf(s[tile][2 * half], s[tile][2 * half + 1]));
    }
    highest = maxOverGroup(highest);
    const float shrunk = exp2f(most[half] - highest);
    most[half] = highest;
    total[half] *= shrunk;
#pragma unroll
    for (int column = 0; column < COLUMNS; column++) {
      sums[column][2 * half] *= shrunk;
      sums[column][2 * half + 1] *= shrunk;
    }
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
      for (int i = 2 * half; i < 2 * half + 2; i++) {
        s[tile][i] = exp2f(s[tile][i] - highest);
        total[half] += s[tile][i];
      }
    }
  }
}

// Writes a result and, for the backward pass, each query's largest score and 1 / Σ exp2 of what lies
// below it, [QUERIES, 2]: beside a mask's large numbers the logarithm would lose the sum.
template <int QUERIES, int KEYS, int DEPTH, int WARPS, int STEP>
__device__ __forceinline__ void attend(Rows queries, Rows keys, Rows values, Mask mask, float scale,
                                       WrittenRows result, float* statistics) {
  unsigned short* sharedKeys = sharedMemory();
  unsigned short* sharedValues = sharedKeys + wholeTiles(KEYS) * pitch<DEPTH>();
  copyRows<KEYS, DEPTH, WARPS>(sharedKeys, keys);
  copyRows<KEYS, DEPTH, WARPS>(sharedValues, values);
  __syncthreads();
  for (int first = firstOfWarp(); first < QUERIES; first += WARPS * 16) {
    unsigned held[DEPTH / 16][4];
    holdRows<QUERIES, DEPTH>(held, queries, first);
    float sums[DEPTH / 8][4];
    clear(sums);
    float most[2] = {BELOW_ALL, BELOW_ALL};
    float total[2] = {0.0f, 0.0f};
#pragma unroll 1
    for (int from = 0; from < KEYS; from += STEP) {
      float s[STEP / 8][4];
      timesRows<STEP / 8, KEYS, DEPTH>(s, held, sharedKeys, from);
      score<QUERIES, KEYS>(s, scale, mask, first, from);
      weigh(s, sums, most, total);
      addRows<STEP / 8, KEYS, DEPTH>(sums, s, sharedValues, from);
    }
    const float shares[2] = {1.0f / sumOverGroup(total[0]), 1.0f / sumOverGroup(total[1])};
    writeRows<QUERIES, DEPTH>(result, sums, shares[0], shares[1], first);
#pragma unroll
    for (int half = 0; half < 2; half++) {
      const int query = first + rowOf(half);
      if (query < QUERIES && columnOfPair() == 0) {
        statistics[2 * query] = most[half];
        statistics[2 * query + 1] = shares[half];
      }
    }
  }
}

// What the backward pass reads.
struct Attended {
  Rows queries, keys, values;
  Mask mask;
  float scale;
  const float* statistics;
  Rows result, gradient;
};

// Σ gradient · result of a fragment's two rows: what softmax's backward pass takes off.
template <int COUNT, int DEPTH>
__device__ __forceinline__ void agree(float (&sums)[2], const unsigned (&gradient)[DEPTH / 16][4],
                                      Rows result, int first) {
  unsigned held[DEPTH / 16][4];
  holdRows<COUNT, DEPTH>(held, result, first);
#pragma unroll
  for (int half = 0; half < 2; half++) {
    float sum = 0.0f;
#pragma unroll
    for (int k = 0; k < DEPTH / 16; k++) {
#pragma unroll
      for (int i = half; i < 4; i += 2) {
        sum += firstOf(gradient[k][i]) * firstOf(held[k][i]);
        sum += secondOf(gradient[k][i]) * secondOf(held[k][i]);
      }
    }
    sums[half] = sumOverGroup(sum);
  }
}

// A warp's 16 queries meet all keys.
template <int QUERIES, int KEYS, int DEPTH, int WARPS, int STEP>
__device__ __forceinline__ void gradientOfQueries(const Attended& a, WrittenRows ofQueries) {
  unsigned short* sharedKeys = sharedMemory();
  unsigned short* sharedValues = sharedKeys + wholeTiles(KEYS) * pitch<DEPTH>();
  copyRows<KEYS, DEPTH, WARPS>(sharedKeys, a.keys);
  copyRows<KEYS, DEPTH, WARPS>(sharedValues, a.values);
  __syncthreads();
  for (int first = firstOfWarp(); first < QUERIES; first += WARPS * 16) {
    unsigned queries[DEPTH / 16][4];
    holdRows<QUERIES, DEPTH>(queries, a.queries, first);
    unsigned gradient[DEPTH / 16][4];
    holdRows<QUERIES, DEPTH>(gradient, a.gradient, first);
    float agreed[2];
    agree<QUERIES, DEPTH>(agreed, gradient, a.result, first);
    float most[2];
    float share[2];
#pragma unroll
    for (int half = 0; half < 2; half++) {
      const int query = min(first + rowOf(half), QUERIES - 1);
      most[half] = a.statistics[2 * query];
      share[half] = a.statistics[2 * query + 1];
    }
    float sums[DEPTH / 8][4];
    clear(sums);
#pragma unroll 1
    for (int from = 0; from < KEYS; from += STEP) {
      float s[STEP / 8][4];
      timesRows<STEP / 8, KEYS, DEPTH>(s, queries, sharedKeys, from);
      score<QUERIES, KEYS>(s, a.scale, a.mask, first, from);
      float g[STEP / 8][4];
      timesRows<STEP / 8, KEYS, DEPTH>(g, gradient, sharedValues, from);
#pragma unroll
      for (int tile = 0; tile < STEP / 8; tile++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          const float weight = exp2f(s[tile][i] - most[i >> 1]) * share[i >> 1];
          s[tile][i] = weight * (g[tile][i] - agreed[i >> 1]);
        }
      }
      addRows<STEP / 8, KEYS, DEPTH>(sums, s, sharedKeys, from);
    }
    writeRows<QUERIES, DEPTH>(ofQueries, sums, a.scale, a.scale, first);
  }
}

// A number of each query in shared memory, those behind the last with a share of nothing.
template <int QUERIES, int DEPTH, int WARPS>
__device__ __forceinline__ void copyStatistics(float* most, float* share, float* agreed,
                                               const Attended& a) {
  for (int first = firstOfWarp(); first < QUERIES; first += WARPS * 16) {
    unsigned gradient[DEPTH / 16][4];
    holdRows<QUERIES, DEPTH>(gradient, a.gradient, first);
    float sums[2];
    agree<QUERIES, DEPTH>(sums, gradient, a.result, first);
#pragma unroll
    for (int half = 0; half < 2; half++) {
      const int query = first + rowOf(half);
      if (columnOfPair() == 0) {
        most[query] = query < QUERIES ? a.statistics[2 * query] : 0.0f;
        share[query] = query < QUERIES ? a.statistics[2 * query + 1] : 0.0f;
        agreed[query] = sums[half];
      }
    }
  }
}

// A warp's 16 keys and their values meet all queries, 16 at a time.
template <int QUERIES, int KEYS, int DEPTH, int WARPS>
__device__ __forceinline__ void gradientsOfKeys(const Attended& a, WrittenRows ofKeys,
                                                WrittenRows ofValues) {
  unsigned short* sharedQueries = sharedMemory();
  unsigned short* sharedGradient = sharedQueries + wholeTiles(QUERIES) * pitch<DEPTH>();
  float* most = (float*) (sharedGradient + wholeTiles(QUERIES) * pitch<DEPTH>());
  float* share = most + wholeTiles(QUERIES);
  float* agreed = share + wholeTiles(QUERIES);
  copyRows<QUERIES, DEPTH, WARPS>(sharedQueries, a.queries);
  copyRows<QUERIES, DEPTH, WARPS>(sharedGradient, a.gradient);
  copyStatistics<QUERIES, DEPTH, WARPS>(most, share, agreed, a);
  __syncthreads();
  for (int first = firstOfWarp(); first < KEYS; first += WARPS * 16) {
    unsigned keys[DEPTH / 16][4];
    holdRows<KEYS, DEPTH>(keys, a.keys, first);
    unsigned values[DEPTH / 16][4];
    holdRows<KEYS, DEPTH>(values, a.values, first);
    float sumsOfKeys[DEPTH / 8][4];
    clear(sumsOfKeys);
    float sumsOfValues[DEPTH / 8][4];
    clear(sumsOfValues);
#pragma unroll 1
    for (int from = 0; from < QUERIES; from += 16) {
      float weights[2][4];
      timesRows<2, QUERIES, DEPTH>(weights, keys, sharedQueries, from);
      float g[2][4];
      timesRows<2, QUERIES, DEPTH>(g, values, sharedGradient, from);
#pragma unroll
      for (int tile = 0; tile < 2; tile++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          const int query = from + 8 * tile + columnOfPair() + (i & 1);
          const float s = scoreOf<QUERIES, KEYS>(
              weights[tile][i], a.scale, a.mask, query, first + rowOf(i >> 1));
          weights[tile][i] = query < QUERIES ? exp2f(s - most[query]) * share[query] : 0.0f;
          g[tile][i] = weights[tile][i] * (g[tile][i] - agreed[query]);
        }
      }
      addRows<2, QUERIES, DEPTH>(sumsOfValues, weights, sharedGradient, from);
      addRows<2, QUERIES, DEPTH>(sumsOfKeys, g, sharedQueries, from);
    }
    writeRows<KEYS, DEPTH>(ofKeys, sumsOfKeys, a.scale, a.scale, first);
    writeRows<KEYS, DEPTH>(ofValues, sumsOfValues, 1.0f, 1.0f, first);
  }
}

// Memory of floats and of bfloat16s, and products of matrices in it as cuBLASLt documents them.
#pragma once

#include <cstring>

static float __int_as_float(int bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static int __float_as_int(float value) {
  int bits;
  memcpy(&bits, &value, 4);
  return bits;
}

// Some memory, of whatever the reader takes it for.
struct Memory {
  char* bytes;

  template <typename T>
  operator T*() const {
    return (T*) bytes;
  }

  explicit operator bool() const { return bytes != nullptr; }
};

// Elements are float or bfloat16.
static double elementAt(Memory memory, bool isNarrow, long place) {
  return isNarrow ? __int_as_float((int) ((unsigned short*) memory)[place] << 16)
                  : ((float*) memory)[place];
}

static void setElement(Memory memory, bool isNarrow, long place, float value) {
  if (isNarrow) {
    const unsigned bits = (unsigned) __float_as_int(value);
    ((unsigned short*) memory)[place] =
        value != value ? 0x7fff : (unsigned short) ((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
  } else {
    ((float*) memory)[place] = value;
  }
}

// As tensor cores round a factor to 11 bits.
static double rounded(double value) {
  const float single = (float) value;
  const unsigned bits = ((unsigned) __float_as_int(single) + 0x1000u) & ~0x1fffu;
  return __int_as_float((int) bits);
}

// D = scale * op(A) * op(B) + share * C + bias, columns one after another.
struct Factor {
  Memory from;
  bool transposed;
  long leading;
};

struct Types {
  bool narrowFactors, roundedFactors, narrowResult;
};

static double element(const Factor& factor, const Types& types, long row, long column) {
  const long place = factor.transposed ? column + row * factor.leading
                                       : row + column * factor.leading;
  const double value = elementAt(factor.from, types.narrowFactors, place);
  return types.roundedFactors ? rounded(value) : value;
}

static void product(Types types, Factor a, Factor b, Factor c, Memory bias, Memory d, long leading,
                    long rows, long columns, long inner, float scale, float share) {
  for (long column = 0; column < columns; column++) {
    for (long row = 0; row < rows; row++) {
      double sum = 0;
      for (long k = 0; k < inner; k++) {
        sum += element(a, types, row, k) * element(b, types, k, column);
      }
      double value = scale * sum;
      if (c.from && share != 0) {
        value += share * elementAt(c.from, types.narrowResult, row + column * c.leading);
      }
      if (bias) {
        value += elementAt(bias, types.narrowResult, row);
      }
      setElement(d, types.narrowResult, row + column * leading, (float) value);
    }
  }
}

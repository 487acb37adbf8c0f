package dev.attune.engine.cuda.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingLibraryTest {
  private static String reason(String said) {
    return MissingLibrary.reason(new UnsatisfiedLinkError(said));
  }

  @Test
  void theDriverOrTheToolkitIsToBeInstalled() {
    String tail = ": cannot open shared object file: No such file or directory";
    assertThat(reason("/tmp/libjnicudart.so: libcuda.so.1" + tail))
        .isEqualTo(
            "no NVIDIA driver is installed (libcuda.so.1 is not there): install one for CUDA 13.0"
                + " or newer");
    for (String library : new String[] {"libcudart.so.13", "libnvrtc.so.13", "libcublas.so.13"}) {
      assertThat(reason("/tmp/libjni.so: " + library + tail))
          .isEqualTo(
              library
                  + " is not there: install CUDA 13's toolkit, or put the folder that holds it on"
                  + " LD_LIBRARY_PATH");
    }
  }

  @Test
  void anythingElseIsQuotedInOneLine() {
    assertThat(reason("no jnicudart in java.library.path\nsecond line"))
        .startsWith("CUDA's bindings for ")
        .endsWith("are missing or do not load (no jnicudart in java.library.path)");
  }
}

package dev.attune.benchmark.pytorch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** What both libraries are told before they load. */
final class Libraries {
  private Libraries() {}

  /**
   * Nothing is downloaded or reported; off-heap memory is not held against the size of the heap.
   */
  static void configure() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("org.slf4j.simpleLogger.log.ai.djl", "error");
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  /** PyTorch's version and threads, which are its defaults. */
  static String pytorch() {
    String version = Engine.getEngine("PyTorch").getVersion();
    return "PyTorch " + version + ", " + JniUtils.getNumThreads() + " threads";
  }
}

package dev.attune.image.encoder;

import dev.attune.graph.Encoder;
import dev.attune.graph.InputSpec;
import java.util.List;

/** An encoder of square images: one input, {@code pixels} [rows, channels, size, size]. */
public interface ImageTower extends Encoder {
  /** The name of the input, whose values are normalised. */
  String PIXELS = "pixels";

  /** The largest side; attention over the patches of more fits no memory. */
  int LARGEST = 4096;

  /** Side in pixels. */
  int imageSize();

  /** Channels of a pixel. */
  default int channels() {
    return 3;
  }

  @Override
  default String name() {
    return "image";
  }

  @Override
  default List<InputSpec> inputs(int rows) {
    return List.of(new InputSpec(PIXELS, false, rows, channels(), imageSize(), imageSize()));
  }
}

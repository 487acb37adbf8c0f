package dev.attune.audio.encoder;

import dev.attune.graph.Encoder;
import dev.attune.graph.InputSpec;
import java.util.List;

/**
 * An encoder of log-mel spectrograms: {@code log_mel} [rows, frames, bands], and {@code mask}
 * [rows, frames], 1 where the clip has a frame and 0 where it was padded. What stands under the
 * padding, and how much of it there is, changes no vector.
 */
public interface AudioTower extends Encoder {
  /** The name of the input with the normalised spectrograms. */
  String LOG_MEL = "log_mel";

  /** The name of the input that marks the frames. */
  String MASK = "mask";

  /** Most frames: more than five minutes at 100 a second. */
  int LONGEST = 1 << 15;

  /** Frames a row. */
  int frames();

  /** Mel bands of a frame. */
  int bands();

  /** What divides the frames: how many the tower turns into one step of its own. */
  int framesAStep();

  /** The same tower over rows of another length. */
  AudioTower withFrames(int length);

  @Override
  default String name() {
    return "audio";
  }

  @Override
  default List<InputSpec> inputs(int rows) {
    return List.of(
        new InputSpec(LOG_MEL, false, rows, frames(), bands()),
        new InputSpec(MASK, false, rows, frames()));
  }
}

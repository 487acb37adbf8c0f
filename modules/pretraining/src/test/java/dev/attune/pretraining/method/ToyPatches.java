package dev.attune.pretraining.method;

import dev.attune.augmentation.audio.SpectrogramWritable;
import dev.attune.augmentation.image.PixelsWritable;
import dev.attune.engine.Batch;
import dev.attune.graph.EncodedSequence;
import dev.attune.graph.Graph;
import dev.attune.graph.InputSpec;
import dev.attune.graph.PatchEncoder;
import dev.attune.graph.Value;
import dev.attune.graph.layer.AttentionMask;
import dev.attune.graph.layer.Linear;
import dev.attune.graph.layer.Pooling;
import dev.attune.graph.layer.PositionEmbedding;
import dev.attune.graph.layer.Transformer;
import dev.attune.graph.operation.Arithmetic;
import dev.attune.graph.operation.Shaping;
import dev.attune.pretraining.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.datavec.api.writable.Writable;

/** Two blocks over patches: frames of a sound, or squares of a picture. */
record ToyPatches(int length, int patchElements, int patchesAStep, int width, boolean causal)
    implements PatchEncoder {

  static ToyPatches of(int length, int elements, boolean causal) {
    return new ToyPatches(length, elements, 1, 6, causal);
  }

  @Override
  public String name() {
    return "patches";
  }

  @Override
  public List<InputSpec> inputs(int rows) {
    return List.of(
        new InputSpec("values", false, rows, length, patchElements),
        new InputSpec("mask", false, rows, length));
  }

  @Override
  public Value patches(Map<String, Value> inputs) {
    return inputs.get("values");
  }

  @Override
  public Value marks(Map<String, Value> inputs) {
    return inputs.get("mask");
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs) {
    return read(graph, inputs, marks(inputs));
  }

  @Override
  public EncodedSequence read(Graph graph, Map<String, Value> inputs, Value seen) {
    Graph g = graph.at(name());
    Value marks = Shaping.expand(seen, 2);
    Value shown = Arithmetic.multiply(patches(inputs), marks);
    Value x = PositionEmbedding.standard().apply(g, Linear.of(width).apply(g.at("in"), shown));
    AttentionMask open = AttentionMask.keys(seen);
    AttentionMask keys = causal ? open.and(AttentionMask.causal(g, length)) : open;
    List<Value> layers = new Transformer(2, 2, 0, 0).layers(g, x, keys);
    return new EncodedSequence(layers, Pooling.maskedMean(layers.get(1), seen));
  }

  /** A frame is a patch. */
  Tensors<SpectrogramWritable> ofSounds() {
    return new ToyTensors<>(
        SpectrogramWritable::frames,
        (sound, patch, element) -> sound.values()[patch * patchElements + element]);
  }

  /** Squares row by row; within one by channel, row and column. */
  Tensors<PixelsWritable> ofPictures(int side) {
    return new ToyTensors<>(
        picture -> length,
        (picture, patch, element) -> {
          int across = picture.width() / side;
          int y = patch / across * side + element / side % side;
          int x = patch % across * side + element % side;
          return picture.at(element / (side * side), y, x);
        });
  }

  private interface Element<W> {
    float of(W item, int patch, int element);
  }

  private final class ToyTensors<W extends Writable> implements Tensors<W> {
    private final ToIntFunction<W> steps;
    private final Element<W> elements;

    ToyTensors(ToIntFunction<W> steps, Element<W> elements) {
      this.steps = steps;
      this.elements = elements;
    }

    @Override
    public Batch of(List<W> items) {
      float[] values = new float[items.size() * length * patchElements];
      float[] mask = new float[items.size() * length];
      for (int row = 0; row < items.size(); row++) {
        W item = items.get(row);
        Arrays.fill(mask, row * length, row * length + steps(item), 1);
        for (int i = 0; i < steps(item) * patchElements; i++) {
          values[row * length * patchElements + i] =
              elements.of(item, i / patchElements, i % patchElements);
        }
      }
      return new Batch(items.size(), Map.of("values", values, "mask", mask), Map.of());
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public int steps(W item) {
      return steps.applyAsInt(item);
    }

    @Override
    public int classes() {
      return 0;
    }
  }
}

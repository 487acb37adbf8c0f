package dev.attune.pretraining;

import dev.attune.engine.Batch;
import java.util.LinkedHashMap;
import java.util.Map;

/** A batch put together from parts, such as its views; see {@link TaskGraph#inputs}. */
public final class Parts {
  private final int rows;
  private final Map<String, float[]> floats = new LinkedHashMap<>();
  private final Map<String, int[]> integers = new LinkedHashMap<>();

  /** Nothing yet. */
  public Parts(int rows) {
    this.rows = rows;
  }

  /** The encoder's arrays of one part. */
  public Parts with(String part, Batch batch) {
    Batch named = batch.under(part);
    floats.putAll(named.floats());
    integers.putAll(named.integers());
    return this;
  }

  /** Further numbers. */
  public Parts with(String name, float... values) {
    floats.put(name, values);
    return this;
  }

  /** Further whole numbers. */
  public Parts withIds(String name, int... values) {
    integers.put(name, values);
    return this;
  }

  /** All of it. */
  public Batch batch() {
    return new Batch(rows, floats, integers);
  }
}

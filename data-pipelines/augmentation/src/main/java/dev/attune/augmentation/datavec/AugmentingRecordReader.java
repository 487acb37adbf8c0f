package dev.attune.augmentation.datavec;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Require;
import dev.attune.augmentation.Seeds;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.RecordListener;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.Writable;

/**
 * A record reader whose records have one column augmented.
 *
 * <p>An epoch ends with {@link #reset}; an item is a record's place in its epoch. A reader that
 * gives the same records in the same order thus gives the same augmented ones. Records that are
 * loaded outside of that order ({@link #record}, {@link #loadFromMetaData}) have no place in it and
 * come as the source has them.
 *
 * <p>Like every DataVec reader it is for one thread. It cannot be serialised.
 *
 * @param <W> the kind of item in that column
 */
public final class AugmentingRecordReader<W extends Writable> implements RecordReader {
  private static final long serialVersionUID = 1L;

  private final RecordReader source;
  private final int column;
  private final Class<W> type;
  private final transient Augmentation<W> augmentation;
  private final transient Seeds seeds;
  private long epoch;
  private long item;

  /**
   * Wraps a reader.
   *
   * @param source read from, initialised, reset and closed by this reader
   * @param column which column is augmented, counted from 0
   * @param type of the items in that column
   * @param augmentation of that column
   * @param seeds of the run
   */
  public AugmentingRecordReader(
      RecordReader source, int column, Class<W> type, Augmentation<W> augmentation, Seeds seeds) {
    Require.that(column >= 0, "column: expected 0 or more, found %s", column);
    this.source = source;
    this.column = column;
    this.type = type;
    this.augmentation = augmentation;
    this.seeds = seeds;
  }

  /**
   * The next record, augmented.
   *
   * @throws IllegalArgumentException if the record has no such column, or another type in it
   */
  @Override
  public List<Writable> next() {
    return augmented(source.next());
  }

  /** The next records, augmented one by one. */
  @Override
  public List<List<Writable>> next(int count) {
    List<List<Writable>> records = new ArrayList<>();
    while (records.size() < count && hasNext()) {
      records.add(next());
    }
    return records;
  }

  @Override
  public Record nextRecord() {
    Record record = source.nextRecord();
    return new org.datavec.api.records.impl.Record(
        augmented(record.getRecord()), record.getMetaData());
  }

  /** Starts the next epoch, whose draws differ from this one's. */
  @Override
  public void reset() {
    source.reset();
    epoch++;
    item = 0;
  }

  private List<Writable> augmented(List<Writable> record) {
    Require.that(
        column < record.size(),
        "record %s: expected a column %s, found %s columns",
        item,
        column,
        record.size());
    Writable before = record.get(column);
    Require.that(
        type.isInstance(before),
        "record %s, column %s: expected %s, found %s",
        item,
        column,
        type.getSimpleName(),
        before == null ? "null" : before.getClass().getSimpleName());
    List<Writable> changed = new ArrayList<>(record);
    changed.set(column, augmentation.apply(type.cast(before), seeds.at(epoch, item, 0)));
    item++;
    return changed;
  }

  private void writeObject(java.io.ObjectOutputStream out) throws IOException {
    throw new java.io.NotSerializableException(AugmentingRecordReader.class.getName());
  }

  @Override
  public void initialize(InputSplit split) throws IOException, InterruptedException {
    source.initialize(split);
    item = 0;
  }

  @Override
  public void initialize(Configuration conf, InputSplit split)
      throws IOException, InterruptedException {
    source.initialize(conf, split);
    item = 0;
  }

  /** False: whole batches come as one array, in which the records are no longer apart. */
  @Override
  public boolean batchesSupported() {
    return false;
  }

  @Override
  public boolean hasNext() {
    return source.hasNext();
  }

  @Override
  public List<String> getLabels() {
    return source.getLabels();
  }

  @Override
  public boolean resetSupported() {
    return source.resetSupported();
  }

  @Override
  public List<Writable> record(URI uri, DataInputStream stream) throws IOException {
    return source.record(uri, stream);
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) throws IOException {
    return source.loadFromMetaData(metaData);
  }

  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) throws IOException {
    return source.loadFromMetaData(metaData);
  }

  @Override
  public List<RecordListener> getListeners() {
    return source.getListeners();
  }

  @Override
  public void setListeners(RecordListener... listeners) {
    source.setListeners(listeners);
  }

  @Override
  public void setListeners(Collection<RecordListener> listeners) {
    source.setListeners(listeners);
  }

  @Override
  public void setConf(Configuration conf) {
    source.setConf(conf);
  }

  @Override
  public Configuration getConf() {
    return source.getConf();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}

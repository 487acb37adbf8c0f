package dev.attune.augmentation.datavec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.augmentation.Augmentation;
import dev.attune.augmentation.Seeds;
import dev.attune.augmentation.text.WordSwap;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;

class AugmentingRecordReaderTest {
  private static final Seeds SEEDS = new Seeds(8);
  private static final Augmentation<Text> SWAP = new WordSwap(0.5);
  private static final List<String> CAPTIONS =
      List.of("a grey elephant with its trunk up", "two red apples on a tree", "one word or two");

  @Test
  void augmentsTheColumnByEpochAndPlace() {
    try (AugmentingRecordReader<Text> reader = reader(1)) {
      assertThat(reader.hasNext()).isTrue();
      for (int epoch = 0; epoch < 3; epoch++) {
        for (int item = 0; item < CAPTIONS.size(); item++) {
          List<Writable> record = reader.next();
          assertThat(record.get(0).toInt()).isEqualTo(item);
          assertThat((Object) record.get(1))
              .isEqualTo(SWAP.apply(new Text(CAPTIONS.get(item)), SEEDS.at(epoch, item, 0)));
        }
        assertThat(reader.hasNext()).isFalse();
        reader.reset();
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aBatchAndSingleRecordsAreTheSame() throws Exception {
    List<List<Writable>> single = new ArrayList<>();
    try (AugmentingRecordReader<Text> reader = reader(1)) {
      single.add(reader.nextRecord().getRecord());
      single.add(reader.next());
      single.add(reader.next());
    }
    try (AugmentingRecordReader<Text> reader = reader(1)) {
      assertThat(reader.next(10)).isEqualTo(single);
    }
  }

  @Test
  void otherColumnsAndTypesAreNamed() throws Exception {
    try (AugmentingRecordReader<Text> reader = reader(0)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("record 0, column 0: expected Text, found IntWritable");
    }
    try (AugmentingRecordReader<Text> reader = reader(2)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("record 0: expected a column 2, found 2 columns");
    }
  }

  @Test
  void cannotBeSerialised() throws Exception {
    try (AugmentingRecordReader<Text> reader = reader(1);
        ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(reader))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  private static AugmentingRecordReader<Text> reader(int column) {
    List<List<Writable>> records = new ArrayList<>();
    for (int i = 0; i < CAPTIONS.size(); i++) {
      records.add(List.of(new IntWritable(i), new Text(CAPTIONS.get(i))));
    }
    return new AugmentingRecordReader<>(
        new CollectionRecordReader(records), column, Text.class, SWAP, SEEDS);
  }
}

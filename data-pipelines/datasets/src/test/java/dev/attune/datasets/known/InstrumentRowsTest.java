package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.known.GeneralMidi.Instrument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstrumentRowsTest {
  @TempDir Path data;

  @Test
  void the128InstrumentsHavePlainPathsAndKnownEmoji() throws IOException {
    List<Instrument> all = GeneralMidi.instruments();
    assertThat(all).hasSize(128).extracting(Instrument::name).doesNotHaveDuplicates();
    assertThat(all).extracting(Instrument::path).doesNotHaveDuplicates();
    assertThat(all.stream().collect(Collectors.groupingBy(Instrument::family)).values())
        .hasSize(16)
        .allSatisfy(family -> assertThat(family).hasSize(8));
    // Numbers of the standard, counted from 1 there.
    assertThat(all.get(41 - 1).name()).isEqualTo("Violin");
    assertThat(all.get(74 - 1).name()).isEqualTo("Flute");
    assertThat(all.get(128 - 1).name()).isEqualTo("Gunshot");
    Set<String> emoji;
    try (BufferedReader map =
        new BufferedReader(
            new InputStreamReader(
                EmojiConcepts.resource("emoji-google-16-sheetmap.tsv"),
                StandardCharsets.US_ASCII))) {
      emoji = map.lines().map(line -> line.split("\t", -1)[0]).collect(Collectors.toSet());
    }
    assertThat(all.stream().flatMap(i -> i.emoji().stream())).hasSize(40).allMatch(emoji::contains);
  }

  @Test
  void sixNotesAnInstrumentAndOnePictureInOneGroup()
      throws IOException, UnsupportedAudioFileException {
    List<Instrument> some =
        List.of(
            new Instrument(40, "Violin", "Strings", Optional.of("1F3BB")),
            new Instrument(73, "Flute", "Pipe", Optional.of("1F3BB")),
            new Instrument(56, "Trumpet", "Brass", Optional.of("1F3BA")));
    InstrumentRows rendered =
        InstrumentRows.render(some, Map.of("1F3BB", "violin"), InstrumentNotes.ofThisJava(), data);
    Map<String, SpokenRow> rows =
        rendered.rows().stream()
            .collect(Collectors.toMap(row -> row.audio().orElseThrow(), Function.identity()));

    assertThat(rendered.rows()).hasSize(18);
    SpokenRow violin = rows.get("sounds/strings/violin/C4-soft.wav");
    assertThat(violin.concept()).isEqualTo("strings/violin");
    assertThat(violin.version()).isEqualTo("C4-soft");
    assertThat(violin.text()).hasValue("Violin");
    assertThat(violin.image()).hasValue("images/1F3BB.png");
    assertThat(violin.columns()).containsEntry("emoji", List.of("violin"));
    SpokenRow trumpet = rows.get("sounds/brass/trumpet/C5-loud.wav");
    assertThat(trumpet.image()).isEmpty();
    assertThat(trumpet.group()).isNotEqualTo(violin.group());
    assertThat(rows.get("sounds/pipe/flute/C3-soft.wav").group()).isEqualTo(violin.group());
    try (AudioInputStream in =
        AudioSystem.getAudioInputStream(
            data.resolve("sounds/brass/trumpet/C5-loud.wav").toFile())) {
      AudioFormat format = in.getFormat();
      assertThat(format.getSampleRate()).isEqualTo(16_000);
      assertThat(format.getChannels()).isEqualTo(1);
      assertThat(in.getFrameLength()).isEqualTo(24_000);
    }
    assertThat(rendered.facts())
        .containsEntry("instruments", "3")
        .containsEntry("rows", "18")
        .containsEntry("with_picture", "12")
        .containsEntry("groups", "2")
        .containsEntry("silent", "0");
  }
}

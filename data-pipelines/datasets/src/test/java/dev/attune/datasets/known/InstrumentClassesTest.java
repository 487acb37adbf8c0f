package dev.attune.datasets.known;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.datasets.Dataset;
import dev.attune.datasets.Item;
import dev.attune.datasets.Manifest;
import dev.attune.datasets.ManifestOptions;
import dev.attune.datasets.known.GeneralMidi.Instrument;
import dev.attune.datasets.known.InstrumentClasses.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstrumentClassesTest {
  private static final List<Instrument> INSTRUMENTS =
      List.of(
          instrument(0, "Violin"),
          instrument(1, "Flute"),
          instrument(2, "Viola"),
          instrument(3, "Silence"));

  @TempDir Path data;

  private static Instrument instrument(int program, String name) {
    return new Instrument(program, name, "Of Wood", Optional.empty());
  }

  private Dataset read(String folder) throws IOException {
    return Manifest.read(
        data.resolve(folder).resolve("manifest.jsonl"),
        ManifestOptions.defaults().withStrict(true));
  }

  private Map<String, String> write(String folder, InstrumentClasses.Player player)
      throws IOException {
    Path target = Files.createDirectory(data.resolve(folder));
    return InstrumentClasses.write(INSTRUMENTS, player, target);
  }

  private static Set<Integer> of(String split, Function<Note, Integer> number) {
    return InstrumentClasses.notes().stream()
        .filter(note -> note.split().equals(split))
        .map(number)
        .collect(Collectors.toSet());
  }

  @Test
  void noSplitHasAKeyOrVelocityOfAnother() {
    List<Note> notes = InstrumentClasses.notes();
    assertThat(notes).doesNotHaveDuplicates();
    assertThat(notes.stream().collect(Collectors.groupingBy(Note::split, Collectors.counting())))
        .isEqualTo(Map.of("train", 48L, "validation", 8L, "test", 24L));
    for (Function<Note, Integer> number :
        List.<Function<Note, Integer>>of(Note::key, Note::velocity)) {
      Set<Integer> seen = new HashSet<>(of("train", number));
      assertThat(seen).doesNotContainAnyElementsOf(of("validation", number));
      seen.addAll(of("validation", number));
      assertThat(seen).doesNotContainAnyElementsOf(of("test", number));
    }
    // Asked between what was learned, not beyond.
    assertThat(of("test", Note::key)).allMatch(key -> key > 36 && key < 88);
    assertThat(of("train", key -> key.key() % 12)).hasSize(11);
  }

  @Test
  void instrumentsThatSoundAlikeAreOneClass() throws IOException {
    // Viola plays what the violin does; the flute is silent at one key, and does not tell
    // two velocities of another key apart.
    Map<String, String> facts =
        write(
            "a",
            (program, key, velocity) -> {
              boolean silent = program == 3 || (program == 1 && key == 85);
              boolean dull = program == 1 && key == 36;
              int sounds = program == 2 ? 0 : program;
              return new short[] {
                (short) (silent ? 0 : 1 + sounds),
                (short) (silent ? 0 : key),
                (short) (silent ? 0 : dull ? Math.max(velocity, 80) : velocity)
              };
            });
    Dataset read = read("a");
    assertThat(read.items()).hasSize(80 + 80 - 3 - 1);
    assertThat(read.items())
        .extracting(item -> item.label().orElseThrow())
        .containsOnly("Violin", "Flute");
    Map<String, Item> items =
        read.items().stream().collect(Collectors.toMap(Item::id, Function.identity()));
    Item violin = items.get("of-wood/violin@45-104");
    assertThat(violin.split()).hasValue("test");
    assertThat(violin.group()).hasValue("of-wood/violin@45");
    assertThat(violin.attributes())
        .containsEntry("note", List.of("45"))
        .containsEntry("velocity", List.of("104"))
        .containsEntry("family", List.of("Of Wood"))
        .containsEntry("instruments", List.of("Violin", "Viola"));
    assertThat(items).containsKeys("of-wood/flute@36-48", "of-wood/flute@36-112");
    assertThat(items).doesNotContainKeys("of-wood/flute@36-80", "of-wood/flute@85-48");
    assertThat(facts)
        .containsEntry("rows", "156")
        .containsEntry("train", "92")
        .containsEntry("validation", "16")
        .containsEntry("test", "48")
        .containsEntry("classes", "2")
        .containsEntry("instruments", "3")
        .containsEntry("silent", "83")
        .containsEntry("repeated", "1");
  }

  @Test
  void theSamplesAreWrittenAsPlayedAndTheSameAgain()
      throws IOException, UnsupportedAudioFileException {
    InstrumentNotes synthesiser = InstrumentNotes.ofThisJava(4_000);
    List<Instrument> two =
        List.of(GeneralMidi.instruments().get(71), GeneralMidi.instruments().get(56));
    Path first = Files.createDirectory(data.resolve("a"));
    Map<String, String> facts = InstrumentClasses.write(two, synthesiser::note, first);
    assertThat(InstrumentClasses.write(two, synthesiser::note, data.resolve("b"))).isEqualTo(facts);

    Item item = read("a").items().get(0);
    assertThat(item.id()).isEqualTo("reed/clarinet@36-48");
    try (AudioInputStream in =
        AudioSystem.getAudioInputStream(item.audio().orElseThrow().toFile())) {
      assertThat(in.getFormat().getSampleRate()).isEqualTo(16_000);
      assertThat(in.getFormat().getChannels()).isEqualTo(1);
      assertThat(in.readAllBytes()).isEqualTo(Pcm.bytes(synthesiser.note(71, 36, 48)));
    }
  }
}

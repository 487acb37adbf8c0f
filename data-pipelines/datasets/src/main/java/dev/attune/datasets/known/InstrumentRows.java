package dev.attune.datasets.known;

import dev.attune.datasets.known.GeneralMidi.Instrument;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders instruments, and makes a row of each of their notes. */
final class InstrumentRows {
  /** What a key or a velocity is called, and its number in MIDI. */
  private record Named(String name, int number) {}

  /** Three octaves that most instruments reach, and two velocities that differ in timbre too. */
  private static final List<Named> KEYS =
      List.of(new Named("C3", 48), new Named("C4", 60), new Named("C5", 72));

  private static final List<Named> VELOCITIES =
      List.of(new Named("soft", 64), new Named("loud", 112));

  /** A clip, before the groups are known. */
  private record Note(Instrument instrument, String key, String velocity, String audio) {}

  private final Map<String, String> emojiNames;
  private final List<Note> notes = new ArrayList<>();
  private final Components groups = new Components();
  private final MessageDigest sounds = Sha256.start();
  private int silent;
  private String soundDigest = "";

  private InstrumentRows(Map<String, String> emojiNames) {
    this.emojiNames = emojiNames;
  }

  /**
   * Renders.
   *
   * @param emojiNames names of the emoji that have a picture in {@code images}, by code points
   * @param target folder to write the sounds below
   */
  static InstrumentRows render(
      List<Instrument> instruments,
      Map<String, String> emojiNames,
      InstrumentNotes synthesiser,
      Path target)
      throws IOException {
    InstrumentRows rows = new InstrumentRows(emojiNames);
    for (Instrument instrument : instruments) {
      for (Named key : KEYS) {
        for (Named velocity : VELOCITIES) {
          short[] samples = synthesiser.note(instrument.program(), key.number(), velocity.number());
          rows.add(instrument, key.name(), velocity.name(), samples, target);
        }
      }
    }
    rows.soundDigest = Sha256.hex(rows.sounds);
    return rows;
  }

  /** A sound font may lack an instrument: its notes are silent, counted, and left out. */
  private void add(Instrument instrument, String key, String velocity, short[] samples, Path target)
      throws IOException {
    if (Pcm.isSilent(samples)) {
      silent++;
      return;
    }
    byte[] pcm = Pcm.bytes(samples);
    sounds.update(pcm);
    groups.join(node(instrument), "sound " + Sha256.of(pcm));
    picture(instrument).ifPresent(emoji -> groups.join(node(instrument), "picture " + emoji));
    String audio = "sounds/%s/%s-%s.wav".formatted(instrument.path(), key, velocity);
    Pcm.write(pcm, Archives.inside(target, audio));
    notes.add(new Note(instrument, key, velocity, audio));
  }

  private static String node(Instrument instrument) {
    return "instrument " + instrument.program();
  }

  private Optional<String> picture(Instrument instrument) {
    return instrument.emoji().filter(emojiNames::containsKey);
  }

  /** Rows by instrument, key and velocity. */
  List<SpokenRow> rows() {
    return notes.stream().map(this::row).toList();
  }

  private SpokenRow row(Note note) {
    Instrument instrument = note.instrument();
    Optional<String> emoji = picture(instrument);
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("kind", List.of("note"));
    columns.put("note", List.of(note.key()));
    columns.put("velocity", List.of(note.velocity()));
    emoji.ifPresent(code -> columns.put("emoji", List.of(emojiNames.get(code))));
    return new SpokenRow(
        instrument.path(),
        note.key() + "-" + note.velocity(),
        emoji.map(code -> "images/" + code + ".png"),
        Optional.of(note.audio()),
        Optional.of(instrument.name()),
        Optional.of("en"),
        groups.name(node(instrument)),
        instrument.family(),
        columns);
  }

  /** Counts, and the digest of all samples. */
  Map<String, String> facts() {
    List<SpokenRow> rows = rows();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("instruments", count(rows.stream().map(SpokenRow::concept).distinct().count()));
    facts.put("rows", count(rows.size()));
    facts.put("with_picture", count(rows.stream().filter(r -> r.image().isPresent()).count()));
    facts.put("groups", count(rows.stream().map(SpokenRow::group).distinct().count()));
    facts.put("silent", count(silent));
    facts.put("sounds_sha256", soundDigest);
    return facts;
  }

  private static String count(long number) {
    return String.valueOf(number);
  }
}

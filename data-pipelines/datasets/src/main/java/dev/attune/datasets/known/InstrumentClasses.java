package dev.attune.datasets.known;

import dev.attune.datasets.known.GeneralMidi.Instrument;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notes of instruments as classes, with keys and velocities that only one split has. Instruments
 * that a sound bank plays alike cannot be told apart by ear, so they are one class, which goes by
 * the first of them.
 */
final class InstrumentClasses {

  /** Plays a note. */
  interface Player {
    /** Samples of a note of a program of General MIDI. */
    short[] note(int program, int key, int velocity) throws IOException;
  }

  /** A note that every instrument plays. */
  record Note(String split, int key, int velocity) {}

  /**
   * Keys and velocities of a split. The training keys lie thirds apart, small and large in turn,
   * from C2 to E6; those of the other splits lie between them, as the velocities do.
   */
  private record Part(String split, List<Integer> keys, List<Integer> velocities) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(
              LabelledRow.TRAIN,
              List.of(36, 39, 43, 46, 50, 53, 57, 60, 64, 67, 71, 74, 78, 81, 85, 88),
              List.of(48, 80, 112)),
          new Part(LabelledRow.VALIDATION, List.of(41, 55, 66, 79), List.of(64, 96)),
          new Part(
              LabelledRow.TEST, List.of(37, 45, 52, 58, 63, 69, 76, 83), List.of(56, 88, 104)));

  /** A class: its first instrument, the names of all, the notes that were written. */
  private record Sound(Instrument first, List<String> names, List<Note> notes) {}

  private final Player player;
  private final Path target;
  private final List<Sound> sounds = new ArrayList<>();
  private final Map<String, Sound> soundOfDigest = new HashMap<>();
  private final MessageDigest samples = Sha256.start();
  private int silent;
  private int repeated;

  private InstrumentClasses(Player player, Path target) {
    this.player = player;
    this.target = target;
  }

  /** What every instrument plays. */
  static List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    for (Part part : PARTS) {
      for (int key : part.keys) {
        part.velocities.forEach(velocity -> notes.add(new Note(part.split, key, velocity)));
      }
    }
    return notes;
  }

  /**
   * Writes the notes of all instruments and their manifest. Notes that are silent, or the same as
   * an earlier one of the instrument, are counted and left out.
   *
   * @return counts and digests
   */
  static Map<String, String> write(List<Instrument> instruments, Player player, Path target)
      throws IOException {
    InstrumentClasses classes = new InstrumentClasses(player, target);
    for (Instrument instrument : instruments) {
      classes.play(instrument);
    }
    return classes.manifest();
  }

  /** Ends at the first note that an earlier instrument plays alike. */
  private void play(Instrument instrument) throws IOException {
    int silentNotes = 0;
    Map<String, Note> notes = new LinkedHashMap<>();
    List<byte[]> clips = new ArrayList<>();
    for (Note note : notes()) {
      short[] played = player.note(instrument.program(), note.key, note.velocity);
      byte[] pcm = Pcm.bytes(played);
      String digest = Sha256.of(pcm);
      Sound earlier = soundOfDigest.get(digest);
      if (earlier != null) {
        earlier.names.add(instrument.name());
        return;
      }
      if (Pcm.isSilent(played)) {
        silentNotes++;
      } else if (notes.putIfAbsent(digest, note) == null) {
        clips.add(pcm);
      }
    }
    silent += silentNotes;
    repeated += notes().size() - silentNotes - notes.size();
    if (!notes.isEmpty()) {
      add(instrument, notes, clips);
    }
  }

  private void add(Instrument instrument, Map<String, Note> notes, List<byte[]> clips)
      throws IOException {
    List<String> names = new ArrayList<>(List.of(instrument.name()));
    Sound sound = new Sound(instrument, names, List.copyOf(notes.values()));
    sounds.add(sound);
    notes.keySet().forEach(digest -> soundOfDigest.put(digest, sound));
    for (int i = 0; i < clips.size(); i++) {
      samples.update(clips.get(i));
      Pcm.write(clips.get(i), Archives.inside(target, audio(instrument, sound.notes.get(i))));
    }
  }

  private Map<String, String> manifest() throws IOException {
    List<LabelledRow> rows = new ArrayList<>();
    for (Sound sound : sounds) {
      sound.notes.forEach(note -> rows.add(row(sound, note)));
    }
    Path manifest = target.resolve("manifest.jsonl");
    LabelledRow.write(manifest, rows);
    Map<String, String> facts = new LinkedHashMap<>();
    LabelledRow.count(rows, facts);
    facts.put("instruments", "" + sounds.stream().mapToInt(sound -> sound.names.size()).sum());
    facts.put("classes", String.valueOf(sounds.size()));
    facts.put("silent", String.valueOf(silent));
    facts.put("repeated", String.valueOf(repeated));
    facts.put("sounds_sha256", Sha256.hex(samples));
    facts.put("manifest_sha256", Sha256.of(manifest));
    return facts;
  }

  private static String audio(Instrument instrument, Note note) {
    return "sounds/%s/%d-%d.wav".formatted(instrument.path(), note.key, note.velocity);
  }

  private static LabelledRow row(Sound sound, Note note) {
    Instrument first = sound.first;
    String group = first.path() + "@" + note.key;
    String id = group + "-" + note.velocity;
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("note", List.of(String.valueOf(note.key)));
    columns.put("velocity", List.of(String.valueOf(note.velocity)));
    columns.put("family", List.of(first.family()));
    columns.put("instruments", List.copyOf(sound.names));
    return new LabelledRow(
        id, "audio", audio(first, note), first.name(), Optional.of(group), note.split, columns);
  }
}

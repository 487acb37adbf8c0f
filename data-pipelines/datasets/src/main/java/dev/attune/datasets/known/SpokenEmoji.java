package dev.attune.datasets.known;

import dev.attune.datasets.known.GeneralMidi.Instrument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Notes of the 128 instruments of General MIDI, rendered by Java's own synthesiser, with their
 * names and, where an emoji shows the instrument, its picture. Six notes an instrument: three
 * octaves, soft and loud. Instruments that share a picture, or sound the same, share a {@code
 * group}.
 */
public final class SpokenEmoji implements KnownDataset {
  private final PreparedFolder prepared = new PreparedFolder(this, "1");

  @Override
  public String name() {
    return "spoken-emoji";
  }

  @Override
  public String description() {
    return "768 notes of 128 instruments with their names, 240 of them with an emoji";
  }

  @Override
  public String licence() {
    return "Apache-2.0, MIT";
  }

  /** Those of the pictures: the sounds are made here. */
  @Override
  public List<KnownPackage> packages() {
    return List.of(Emoji.SHEETS, Emoji.NAMES);
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(dataFolder, client, progress, this::write);
  }

  private Map<String, String> write(Map<KnownPackage, Path> packages, Path target)
      throws IOException {
    InstrumentNotes notes = InstrumentNotes.ofThisJava();
    List<Instrument> instruments = GeneralMidi.instruments();
    EmojiFolder folder = new EmojiFolder(target);
    Map<String, String> pictures = pictures(instruments, packages, folder);
    folder.notices(this);
    Files.writeString(
        target.resolve("LICENSES.txt"),
        "\nThe sounds were rendered on this machine by Java's synthesiser, with the sound bank\n"
            + notes.soundBank()
            + "; a system's own sound font has a licence of its own.\n",
        StandardOpenOption.APPEND);

    InstrumentRows rows = InstrumentRows.render(instruments, pictures, notes, target);
    SpokenRow.write(target.resolve("manifest.jsonl"), rows.rows());
    Map<String, String> facts = new LinkedHashMap<>(rows.facts());
    facts.put("sound_bank", notes.soundBank());
    facts.put("java", Runtime.version().toString());
    facts.put("pixels_sha256", folder.pixelDigest());
    facts.put("manifest_sha256", Sha256.of(target.resolve("manifest.jsonl")));
    return facts;
  }

  /** Writes the pictures that instruments have; gives the emoji's names by code points. */
  private static Map<String, String> pictures(
      List<Instrument> instruments, Map<KnownPackage, Path> packages, EmojiFolder folder)
      throws IOException {
    Map<String, EmojiConcept> concepts =
        Emoji.concepts(packages).stream().collect(Collectors.toMap(EmojiConcept::id, c -> c));
    EmojiSheet sheet = new EmojiSheet(packages.get(Emoji.SHEETS));
    Map<String, String> names = new LinkedHashMap<>();
    for (Instrument instrument : instruments) {
      if (instrument.emoji().isPresent() && !names.containsKey(instrument.emoji().get())) {
        EmojiConcept concept = concepts.get(instrument.emoji().get());
        folder.image(concept, sheet.tile(concept));
        names.put(concept.id(), concept.description());
      }
    }
    return names;
  }
}

package dev.attune.datasets.known;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Notes of the instruments of General MIDI as classes, rendered by Java's own synthesiser: a second
 * each at 16 kHz, 48 to train, 8 to validate and 24 to test an instrument, each split with keys and
 * velocities of its own. Instruments that the sound bank plays alike are one class. The percussion
 * kit is no class: its keys are drums of their own, not pitches of one.
 */
public final class GeneralMidiNotes implements KnownDataset {
  private final PreparedFolder prepared = new PreparedFolder(this, "2");

  @Override
  public String name() {
    return "general-midi";
  }

  @Override
  public String description() {
    return "80 notes each of the instruments that Java's synthesiser tells apart";
  }

  @Override
  public String licence() {
    return "the sound bank's";
  }

  /** None: the sounds are made here. */
  @Override
  public List<KnownPackage> packages() {
    return List.of();
  }

  @Override
  public boolean isFetched(Path dataFolder) {
    return prepared.isWhole(dataFolder);
  }

  @Override
  public void fetch(Path dataFolder, PackageClient client, Consumer<String> progress) {
    prepared.fetch(dataFolder, client, progress, (packages, target) -> write(target));
  }

  private Map<String, String> write(Path target) throws IOException {
    InstrumentNotes synthesiser = InstrumentNotes.ofThisJava(InstrumentNotes.SAMPLE_RATE_HZ);
    Map<String, String> facts =
        InstrumentClasses.write(GeneralMidi.instruments(), synthesiser::note, target);
    facts.put("sound_bank", synthesiser.soundBank());
    facts.put("java", Runtime.version().toString());
    Notices.write(target, this);
    Files.writeString(
        target.resolve("LICENSES.txt"),
        "Nothing was downloaded. The sounds were rendered on this machine by Java's synthesiser,\n"
            + "with the sound bank "
            + synthesiser.soundBank()
            + "; a system's own sound font has a licence of its own.\n",
        StandardOpenOption.APPEND);
    return facts;
  }
}

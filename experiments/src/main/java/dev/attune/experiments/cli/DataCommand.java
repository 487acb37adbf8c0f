package dev.attune.experiments.cli;

import dev.attune.datasets.known.KnownDataset;
import dev.attune.datasets.known.KnownDatasets;
import dev.attune.datasets.known.SystemClients;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune data}: data sets known and fetched. */
@Command(
    name = "data",
    description = "List, fetch and check data sets.",
    subcommands = DataCheckCommand.class,
    synopsisSubcommandLabel = "(list | fetch | check)")
final class DataCommand {
  private static final double MEGABYTE = 1e6;

  private final Console console;

  DataCommand(Console console) {
    this.console = console;
  }

  /** Prints what can be fetched. */
  @Command(name = "list", description = "Name the data sets that can be fetched.")
  int list(
      @Option(
              names = "--directory",
              defaultValue = "data",
              description = "Where they lie; ${DEFAULT-VALUE} if left out.")
          Path directory) {
    Table table = new Table("name", "download", "fetched", "licence", "content");
    for (KnownDataset known : KnownDatasets.all()) {
      table.row(
          known.name(),
          String.format(Locale.ROOT, "%.1f MB", known.downloadBytes() / MEGABYTE),
          known.isFetched(directory) ? "yes" : "no",
          known.licence(),
          known.description());
    }
    console.print(table.toString());
    return Attune.DONE;
  }

  /** Fetches one. */
  @Command(name = "fetch", description = "Fetch a data set with its ordinary client.")
  int fetch(
      @Parameters(paramLabel = "NAME", description = "As data list names it.") String name,
      @Option(
              names = "--directory",
              defaultValue = "data",
              description = "Where it shall lie; ${DEFAULT-VALUE} if left out.")
          Path directory) {
    KnownDataset known = KnownDatasets.named(name);
    if (known.isFetched(directory)) {
      console.note(name + " is there already");
    } else {
      known.fetch(directory, new SystemClients(), console::note);
    }
    console.print(known.manifest(directory).toString());
    return Attune.DONE;
  }
}

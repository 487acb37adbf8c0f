package dev.attune.experiments.cli;

import picocli.CommandLine.Command;

/** {@code attune metrics}: figures on the arrays of any system. */
@Command(
    name = "metrics",
    description = "Measure any system's arrays.",
    subcommands = {
      MetricsRetrievalCommand.class,
      MetricsClusteringCommand.class,
      MetricsGeometryCommand.class
    },
    synopsisSubcommandLabel = "METRICS")
final class MetricsCommand {}

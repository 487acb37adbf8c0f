package dev.attune.experiments.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole: its commands, its exit codes, and how it reports problems. */
@Command(
    name = "attune",
    description = "Trains encoders of text, images and sound, alone and into one shared space.",
    mixinStandardHelpOptions = true,
    versionProvider = Attune.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      EmbedCommand.class,
      SearchCommand.class,
      EvaluateCommand.class,
      SeedsCommand.class,
      SuiteCommand.class,
      MetricsCommand.class,
      LossCommand.class,
      DataCommand.class,
      BenchCommand.class,
      DoctorCommand.class
    })
public final class Attune {
  /** All went well. */
  public static final int DONE = 0;

  /** Something that is not the user's to put right by other input: a full disk, a lost device. */
  public static final int FAILED = 1;

  /** What the user gave is wrong. */
  public static final int WRONG_INPUT = 2;

  /** Ended by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  @Option(
      names = "--debug",
      description = "Show stack traces and the libraries' own messages.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  /**
   * Runs one command.
   *
   * @return the process's exit code
   */
  public static int run(Console console, String... arguments) {
    boolean debug = List.of(arguments).contains("--debug");
    try {
      return commandLine(console).execute(arguments);
    } catch (Throwable thrown) { // An Error, too, is told in one line.
      return report(console, thrown, debug);
    }
  }

  private static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Attune(), new CommandFactory(console));
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((wrong, arguments) -> misused(console, wrong));
    line.setExecutionExceptionHandler(
        (thrown, command, result) -> report(console, thrown, ((Attune) line.getCommand()).debug));
    line.setExecutionStrategy(new CommandLine.RunLast());
    return line;
  }

  private static int misused(Console console, ParameterException wrong) {
    String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String message = wrong.getMessage().lines().findFirst().orElse("wrong arguments");
    List<String> meant =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String advice = meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?";
    console.note(name + ": " + message + advice + " (see " + name + " --help)");
    return WRONG_INPUT;
  }

  private static int report(Console console, Throwable thrown, boolean debug) {
    Problem problem = Problem.of(thrown);
    problem.lines().forEach(console::note);
    if (debug) {
      thrown.printStackTrace(console.err());
    }
    return problem.exitCode();
  }

  /** Hands the console to the commands that write. */
  private record CommandFactory(Console console) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (var constructor : type.getDeclaredConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(Console.class))) {
          constructor.setAccessible(true);
          return type.cast(constructor.newInstance(console));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Attune.class.getPackage().getImplementationVersion();
      return new String[] {"attune " + (version == null ? "from its sources" : version)};
    }
  }
}

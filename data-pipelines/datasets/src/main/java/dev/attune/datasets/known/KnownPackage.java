package dev.attune.datasets.known;

/**
 * A package at a version, and what its file must be.
 *
 * @param client program that downloads it
 * @param coordinates what that program calls it
 * @param fileName name of the file that the program writes
 * @param bytes size of the file
 * @param sha256 digest of the file, in lower-case hexadecimal
 * @param licence its licence
 */
public record KnownPackage(
    Client client, String coordinates, String fileName, long bytes, String sha256, String licence) {

  /** A program that downloads packages. */
  public enum Client {
    /** Apache Maven. */
    MAVEN("mvn"),
    /** The Node package manager. */
    NPM("npm"),
    /** Debian's package manager, which checks the archive's signatures itself. */
    DEBIAN("apt-get");

    private final String program;

    Client(String program) {
      this.program = program;
    }

    /** Its name on the command line. */
    public String program() {
      return program;
    }
  }
}

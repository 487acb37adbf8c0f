/**
 * The command line. Only this package prints: results to standard output, everything else to
 * standard error.
 */
package dev.attune.experiments.cli;

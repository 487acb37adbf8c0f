/** A run that pretrains one encoder and judges it by probes. */
package dev.attune.experiments.pretraining;

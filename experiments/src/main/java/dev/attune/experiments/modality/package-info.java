/** What an experiment does with one modality: decode, check, augment, batch, embed, export. */
package dev.attune.experiments.modality;

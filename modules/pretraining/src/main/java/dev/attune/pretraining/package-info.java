/** Self-supervised training of one encoder: what every method shares, and what joins several. */
package dev.attune.pretraining;

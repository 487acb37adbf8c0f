/** Encoders of several modalities trained jointly into one shared space. */
package dev.attune.alignment;

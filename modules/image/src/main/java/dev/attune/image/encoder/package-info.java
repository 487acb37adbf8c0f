/** Image towers: immutable configurations that build themselves in a graph. */
package dev.attune.image.encoder;

/** Text towers: immutable configurations that build themselves in a graph. */
package dev.attune.text.encoder;

/** What happens to an image between its pixels and an encoder when nothing is left to chance. */
package dev.attune.image.preprocessing;

/** What stands behind an encoder while it is trained, and is thrown away afterwards. */
package dev.attune.pretraining.head;

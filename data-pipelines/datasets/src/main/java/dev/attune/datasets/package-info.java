/** Data sets as items with pictures, sounds and captions: manifests and folders read row by row. */
package dev.attune.datasets;

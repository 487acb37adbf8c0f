/** Data sets that are fetched by name through the ordinary package clients, and checked. */
package dev.attune.datasets.known;

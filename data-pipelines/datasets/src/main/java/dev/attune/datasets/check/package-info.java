/** What is wrong, or worth knowing, about a data set before it is trained on. */
package dev.attune.datasets.check;

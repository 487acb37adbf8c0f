/** What runs a program: sessions for training and inference, and the executors that open them. */
package dev.attune.engine.executor;

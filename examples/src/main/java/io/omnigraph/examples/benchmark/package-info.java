/** The same graph in several databases, asked the same questions over JDBC. Start at Benchmark. */
package io.omnigraph.examples.benchmark;

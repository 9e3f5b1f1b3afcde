/**
 * What a graph means, on top of storage; knows neither SQL nor java.sql. Start at {@link
 * io.omnigraph.engine.Graph}.
 */
package io.omnigraph.engine;

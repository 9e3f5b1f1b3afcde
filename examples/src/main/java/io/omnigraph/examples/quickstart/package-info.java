/** Airports and the flights between them: a first look at everything, through plain java.sql. */
package io.omnigraph.examples.quickstart;

/** Named points of the protocols, where tests inject faults and listeners trace. */
package io.omnigraph.engine.step;

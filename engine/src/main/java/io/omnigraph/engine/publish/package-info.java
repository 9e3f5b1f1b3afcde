/** The write protocol: the only code that makes anything visible. Start at Publisher. */
package io.omnigraph.engine.publish;

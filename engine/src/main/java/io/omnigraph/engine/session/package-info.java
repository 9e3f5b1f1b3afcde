/** What SQL sees of the engine: sessions, read views, pending changes. Start at Session. */
package io.omnigraph.engine.session;

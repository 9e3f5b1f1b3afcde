/** Small control files: whole writes, put-if-absent, list, delete. Start at ControlStore. */
package io.omnigraph.storage.control;

/** Expressions as kernels over whole batches. Start at Kernel. */
package io.omnigraph.sql.kernel;

/** Types and values: how SQL types lie in columns. Knows neither Calcite's trees nor the engine. */
package io.omnigraph.sql.types;

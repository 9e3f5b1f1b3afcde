/** Statements at work: sessions, plan cache, DML, DDL and commands. Start at EngineSession. */
package io.omnigraph.sql.statement;

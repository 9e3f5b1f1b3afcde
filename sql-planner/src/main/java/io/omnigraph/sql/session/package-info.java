/** The planner's whole public face: what the driver uses. Start at SqlSession. */
package io.omnigraph.sql.session;

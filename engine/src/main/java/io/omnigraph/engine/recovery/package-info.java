/**
 * Finishes or undoes, from its sidecar, a commit that somebody left unfinished; knows no sessions.
 * Start at {@link io.omnigraph.engine.recovery.Recovery}: it finds sidecars and takes locks; {@code
 * SidecarRecovery} resolves one of them: evidence ({@code EvidenceReader}), class per table ({@code
 * Classifier}), decision ({@code Decision}), action ({@code RollForward}, {@code RollBack}).
 */
package io.omnigraph.engine.recovery;

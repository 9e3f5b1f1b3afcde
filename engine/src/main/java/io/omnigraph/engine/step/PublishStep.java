package io.omnigraph.engine.step;

/** Every named point that a writer passes; the name is what a failpoint is set on. */
public enum PublishStep {
  INIT_AFTER_SCHEMA_PG_WRITTEN("init.after_schema_pg_written"),
  INIT_AFTER_SCHEMA_CONTRACT_WRITTEN("init.after_schema_contract_written"),
  INIT_AFTER_COORDINATOR_INIT("init.after_coordinator_init"),
  INIT_POST_MANIFEST_CREATE("init.post_manifest_create"),
  BRANCH_CREATE_POST_NATIVE("branch_create.post_native"),
  BRANCH_CREATE_AFTER_MANIFEST_BRANCH_CREATE("branch_create.after_manifest_branch_create"),
  BRANCH_DELETE_POST_NATIVE("branch_delete.post_native"),
  BRANCH_DELETE_BEFORE_COMMIT_GRAPH_RECLAIM("branch_delete.before_commit_graph_reclaim"),
  BRANCH_DELETE_BEFORE_TABLE_CLEANUP("branch_delete.before_table_cleanup"),
  FORK_BEFORE_CLASSIFY("fork.before_classify"),
  MUTATION_DELETE_NODE_PRE_PRIMARY_DELETE("mutation.delete_node_pre_primary_delete"),
  SIDECAR_LIST("recovery.sidecar_list"),
  SIDECAR_WRITE("recovery.sidecar_write"),
  MUTATION_POST_SIDECAR_PRE_FORK("mutation.post_sidecar_pre_fork"),
  MUTATION_POST_TABLE_COMMIT("mutation.post_table_commit"),
  SCHEMA_APPLY_POST_TABLE_COMMIT("schema_apply.post_table_commit"),
  SCHEMA_APPLY_BEFORE_STAGING_WRITE("schema_apply.before_staging_write"),
  SIDECAR_CONFIRM("recovery.sidecar_confirm"),
  SCHEMA_APPLY_AFTER_STAGING_WRITE("schema_apply.after_staging_write"),
  MUTATION_POST_FINALIZE_PRE_PUBLISHER("mutation.post_finalize_pre_publisher"),
  FOLD_BEFORE_SWAP("fold.before_swap"),
  PUBLISH_BEFORE_COMMIT_APPEND("graph_publish.before_commit_append"),
  PUBLISH_AFTER_MANIFEST_COMMIT("graph_publish.after_manifest_commit"),
  SCHEMA_APPLY_AFTER_MANIFEST_COMMIT("schema_apply.after_manifest_commit"),
  SIDECAR_DELETE("recovery.sidecar_delete"),
  LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT("log_checkpoint.before_manifest_commit"),
  LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT("log_checkpoint.after_manifest_commit"),
  LOG_CHECKPOINT_AFTER_TRIM("log_checkpoint.after_trim"),
  RECOVERY_BEFORE_ROLL_FORWARD_PUBLISH("recovery.before_roll_forward_publish"),
  RECOVERY_POST_TABLE_RESTORE_PRE_PUBLISH("recovery.post_table_restore_pre_publish"),
  RECOVERY_POST_ROLLBACK_PUBLISH_PRE_AUDIT("recovery.post_rollback_publish_pre_audit"),
  RECOVERY_RECORD_AUDIT("recovery.record_audit");

  private final String pointName;

  PublishStep(String pointName) {
    this.pointName = pointName;
  }

  /** As failpoints and traces know it. */
  public String pointName() {
    return pointName;
  }
}

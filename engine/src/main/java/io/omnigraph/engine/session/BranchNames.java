package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Set;

/** Which texts may name a branch; asked before anything is written. */
final class BranchNames {
  private static final Set<String> RESERVED = Set.of("information_schema", "omnigraph");

  private BranchNames() {}

  /**
   * @param live names that exist
   * @return the name, trimmed
   * @throws OmnigraphException BRANCH_NAME_INVALID, BRANCH_EXISTS
   */
  static String checkNew(String text, List<String> live) {
    String name = text.strip();
    String problem = problem(name);
    if (!problem.isEmpty()) {
      throw new OmnigraphException(ErrorCode.BRANCH_NAME_INVALID, name, problem);
    }
    for (String other : live) {
      if (other.equalsIgnoreCase(name)) {
        throw new OmnigraphException(ErrorCode.BRANCH_EXISTS, other);
      }
      if (other.startsWith(name + "/") || name.startsWith(other + "/")) {
        throw new OmnigraphException(
            ErrorCode.BRANCH_NAME_INVALID,
            name,
            "branch \"" + other + "\" exists, and one path may not contain the other");
      }
    }
    return name;
  }

  private static String problem(String name) {
    String plain = name.replaceFirst("^/+", "");
    if (LanceManifest.isInternal(plain)) {
      return "it is an internal system ref";
    }
    if (name.isEmpty()) {
      return "it is empty";
    }
    if (name.equalsIgnoreCase(LanceManifest.MAIN)) {
      return "main always exists and cannot be created";
    }
    if (RESERVED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
      return "it is the name of a system schema";
    }
    if (!name.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")) {
      return "it may hold letters, digits, '.', '_', '-' and single '/' between them";
    }
    if (name.contains("..") || name.endsWith(".lock")) {
      return "it must not hold '..' nor end with '.lock'";
    }
    if (List.of(name.split("/", -1)).contains(".") || name.matches("__i\\d+(/.*)?")) {
      return "that form is reserved";
    }
    return "";
  }
}

package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.lance.Branch;
import org.lance.Ref;

/**
 * Lance's branches of one table. Lance writes files before it refuses a bad name, and takes an
 * existing one for a defect of its own, so both are checked first.
 */
final class NativeBranches {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

  private NativeBranches() {}

  static void create(OpenTable from, String branch, Durable durable) {
    checkName(branch);
    TableFiles files =
        new TableFiles(from.files().root(), from.files().table(), tree(from, branch));
    if (Files.exists(files.versions()) || list(from).contains(branch)) {
      throw new OmnigraphException(ErrorCode.BRANCH_EXISTS, branch);
    }
    TableRef ref = from.ref();
    Ref start =
        ref.branch() == null
            ? Ref.ofMain(ref.version())
            : Ref.ofBranch(ref.branch(), ref.version());
    try {
      // The returned handle has no allocator: nothing can be done with it but closing it.
      from.dataset().createBranch(branch, start).close();
      durable.sync(filesOf(files, branch), foldersOf(files, branch));
    } catch (IOException e) {
      throw FileFailure.of(files.directory(), e);
    } catch (RuntimeException e) {
      throw LanceFailures.exception("Branch " + branch + " of " + ref.path(), e);
    }
  }

  private static Path tree(OpenTable table, String branch) {
    return table.files().table().resolve("tree").resolve(branch);
  }

  private static Path refFile(TableFiles files, String branch) {
    String name = branch.replace("/", "%2F") + ".json";
    return files.table().resolve("_refs").resolve("branches").resolve(name);
  }

  private static List<Path> filesOf(TableFiles files, String branch) throws IOException {
    List<Path> result = new ArrayList<>(List.of(refFile(files, branch)));
    result.add(files.versionFile(files.latestVersion()));
    return result;
  }

  private static List<Path> foldersOf(TableFiles files, String branch) {
    List<Path> result = new ArrayList<>(List.of(files.versions()));
    for (Path at = files.directory(); !at.equals(files.table()); at = at.getParent()) {
      result.add(at);
    }
    for (Path at = refFile(files, branch).getParent();
        !at.equals(files.table());
        at = at.getParent()) {
      result.add(at);
    }
    result.add(files.table());
    return result;
  }

  static void delete(OpenTable table, String branch, Durable durable) {
    checkName(branch);
    List<Branch> branches = table.dataset().branches().list();
    if (branches.stream().noneMatch(b -> b.getName().equals(branch))) {
      return;
    }
    List<String> children =
        branches.stream()
            .filter(b -> b.getParentBranch().filter(branch::equals).isPresent())
            .map(Branch::getName)
            .toList();
    if (!children.isEmpty()) {
      throw new OmnigraphException(
          ErrorCode.BRANCH_IN_USE, branch, "branches " + children + " start from it");
    }
    try {
      table.dataset().branches().delete(branch);
      durable.sync(List.of(), List.of(refFile(table.files(), branch).getParent()));
    } catch (IOException e) {
      throw FileFailure.of(table.files().table(), e);
    } catch (RuntimeException e) {
      throw LanceFailures.exception("Branch " + branch + " of " + table.ref().path(), e);
    }
  }

  static List<String> list(OpenTable table) {
    return table.dataset().branches().list().stream().map(Branch::getName).sorted().toList();
  }

  private static void checkName(String name) {
    boolean fits =
        NAME.matcher(name).matches()
            && !name.contains("..")
            && !("/" + name + "/").contains("/./")
            && !name.endsWith(".lock")
            && !name.equals("main");
    if (!fits) {
      throw new OmnigraphException(
          ErrorCode.BRANCH_NAME_INVALID,
          name,
          "segments of letters, digits, '.', '_' and '-', joined by '/', without '..', not main");
    }
  }
}

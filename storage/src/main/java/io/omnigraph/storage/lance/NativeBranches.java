package io.omnigraph.storage.lance;

import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.lance.Ref;

/**
 * Lance's branches of one table. Lance writes files before it refuses a bad name, and takes an
 * existing one for a defect of its own, so both are checked first.
 *
 * <p>A branch is a ref file and a tree with a version file. Lance makes both before anything is
 * synced, so a power cut may leave either of them torn: such a branch was never acknowledged, is
 * not listed, and goes with the next change of the table's branches. When a branch is deleted its
 * ref goes first, for good: a ref that came back would name a tree that is half gone.
 */
final class NativeBranches {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

  private final Durable durable;

  /** Trees whose first version file was found whole. */
  private final Set<Path> whole = ConcurrentHashMap.newKeySet();

  private final LinkedFolders linked;
  private final LinkedBranches linkedBranches;

  NativeBranches(Durable durable, LinkedFolders linked, LinkedBranches linkedBranches) {
    this.durable = durable;
    this.linked = linked;
    this.linkedBranches = linkedBranches;
  }

  void create(OpenTable from, String branch) {
    checkName(branch);
    TableFiles files = treeOf(from.files(), branch);
    TableRef ref = from.ref();
    Ref start =
        ref.branch() == null
            ? Ref.ofMain(ref.version())
            : Ref.ofBranch(ref.branch(), ref.version());
    try {
      List<String> others = removeTorn(files);
      if (others.contains(branch) || Files.exists(files.versions())) {
        throw new OmnigraphException(ErrorCode.BRANCH_EXISTS, branch);
      }
      // The returned handle has no allocator: nothing can be done with it but closing it.
      from.dataset().createBranch(branch, start).close();
      linked.forget(files.directory());
      sync(files, branch, others);
    } catch (IOException e) {
      throw FileFailure.of(files.directory(), e);
    } catch (RuntimeException e) {
      throw LanceFailures.exception("Branch " + branch + " of " + ref.path(), e);
    }
  }

  private static TableFiles treeOf(TableFiles files, String branch) {
    return new TableFiles(
        files.root(), files.table(), files.table().resolve("tree").resolve(branch));
  }

  /** A branch that may not be on the disk must not be found by others either. */
  private void sync(TableFiles files, String branch, List<String> others) throws IOException {
    Unsynced unsynced = new Unsynced();
    try {
      linkedBranches.require(files, branch, files.latestOfUnbroken(), unsynced);
      unsynced.sync(durable);
    } catch (IOException e) {
      try {
        remove(files, branch, others);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  void delete(TableFiles table, String branch) {
    checkName(branch);
    try {
      removeTorn(table);
      List<BranchRef> refs = BranchRef.all(table);
      if (refs.stream().noneMatch(ref -> ref.name().equals(branch))) {
        return;
      }
      List<String> children =
          refs.stream().filter(ref -> branch.equals(ref.parent())).map(BranchRef::name).toList();
      if (!children.isEmpty()) {
        throw new OmnigraphException(
            ErrorCode.BRANCH_IN_USE, branch, "branches " + children + " start from it");
      }
      remove(table, branch, refs.stream().map(BranchRef::name).toList());
    } catch (IOException e) {
      throw FileFailure.of(table.table(), e);
    }
  }

  private void remove(TableFiles table, String branch, List<String> all) throws IOException {
    Files.deleteIfExists(BranchRef.file(table, branch));
    durable.sync(List.of(), List.of(BranchRef.folder(table)));
    Path tree = treeOf(table, branch).directory();
    whole.remove(tree);
    linked.forget(tree);
    boolean holdsOthers = all.stream().anyMatch(other -> other.startsWith(branch + "/"));
    if (holdsOthers) {
      LocalControlStore.deleteTree(tree.resolve("_versions"));
    } else {
      LocalControlStore.deleteTree(tree);
    }
  }

  List<String> list(TableFiles table) {
    try {
      List<String> names = new ArrayList<>();
      for (BranchRef ref : BranchRef.all(table)) {
        if (ref.whole() && hasVersion(table, ref)) {
          names.add(ref.name());
        }
      }
      names.sort(null);
      return names;
    } catch (IOException e) {
      throw FileFailure.of(table.table(), e);
    }
  }

  /** A second version is made after the first was synced; only one alone may be torn. */
  private boolean hasVersion(TableFiles table, BranchRef ref) throws IOException {
    TableFiles tree = treeOf(table, ref.name());
    if (whole.contains(tree.directory()) && Files.exists(tree.versions())) {
      return true;
    }
    long latest = tree.latestOfUnbroken();
    boolean found =
        latest > 0
            && (tree.hasVersion(latest - 1)
                || VersionFile.isWhole(tree.existingVersionFile(latest), latest));
    if (found) {
      whole.add(tree.directory());
    }
    return found;
  }

  /** Removes branches whose creation was cut; the names of all others. */
  private List<String> removeTorn(TableFiles table) throws IOException {
    List<String> sound = list(table);
    List<BranchRef> refs = BranchRef.all(table);
    if (durable.isEnabled()) {
      for (BranchRef ref : refs) {
        if (!sound.contains(ref.name())) {
          remove(table, ref.name(), refs.stream().map(BranchRef::name).toList());
        }
      }
    }
    return sound;
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

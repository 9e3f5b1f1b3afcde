package io.omnigraph.engine.crash;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a crash inside a call leaves when the call touches more than one file. The order of the
 * native calls is as strace shows it: a native branch's tree is made before its ref, and a ref goes
 * before its tree; files are written under a temporary name beside their place and then renamed or
 * linked.
 *
 * @param what of the call is done or left
 * @param change makes it out of a copy of the directory
 * @param reached what the writer has achieved by that
 */
record PartOfCall(String what, Change change, Progress reached) {
  /** Turns the state before or after a call into one inside of it. */
  interface Change {
    void in(Path root) throws IOException;
  }

  void make(Path root) {
    try {
      change.in(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parts that are made from the state before the call. */
  static List<PartOfCall> fromBefore(String method, Object[] args, Path live, Progress now) {
    List<PartOfCall> parts = new ArrayList<>();
    switch (method) {
      case "commit" -> parts.add(new PartOfCall("temporary files", leftovers(args), now));
      case "write", "writeIfAbsent" ->
          parts.add(
              new PartOfCall(
                  "temporary file", root -> leave(root.resolve((String) args[0]), ".tmp-1"), now));
      case "deleteBranch" -> {
        Path ref = ref((String) args[0], (String) args[1]);
        if (Files.exists(live.resolve(ref))) {
          Progress gone = args[0].equals(LanceManifest.PATH) ? now.withoutBranch() : now;
          parts.add(new PartOfCall("ref gone", root -> Files.delete(root.resolve(ref)), gone));
        }
      }
      case "deletePrefix", "deleteTable" -> {
        Path folder = Path.of((String) args[0]);
        if (files(live.resolve(folder)).size() > 1) {
          parts.add(new PartOfCall("half", root -> thinOut(root.resolve(folder)), now));
        }
      }
      default -> {}
    }
    return parts;
  }

  /** Parts that are made from the state after the call. */
  static List<PartOfCall> fromAfter(String method, Object[] args, Progress before) {
    if (!method.equals("createBranch")) {
      return List.of();
    }
    String table = ((TableRef) args[0]).path();
    Path ref = ref(table, (String) args[1]);
    Path versions = Path.of(table, "tree", (String) args[1], "_versions");
    Change noRef =
        root -> {
          Files.delete(root.resolve(ref));
          leave(root.resolve(ref), ".tmpAbCdEf");
        };
    Change noVersion =
        root -> {
          Files.delete(root.resolve(ref));
          for (Path file : files(root.resolve(versions))) {
            Files.delete(file);
          }
        };
    return List.of(
        new PartOfCall("no ref", noRef, before), new PartOfCall("no version", noVersion, before));
  }

  private static Change leftovers(Object[] commit) {
    StagedWrite write = (StagedWrite) commit[0];
    Path home = Path.of(write.path());
    Path at = write.branch() == null ? home : home.resolve("tree").resolve(write.branch());
    return root -> {
      leave(root.resolve(at).resolve("_versions/18446744073709551000.manifest"), null);
      leave(root.resolve(at).resolve("_transactions/x.txn"), ".tmpAbCdEf");
    };
  }

  /** A file under its temporary name, cut. */
  private static void leave(Path file, String name) throws IOException {
    Files.createDirectories(file.getParent());
    Path left = file.resolveSibling(name == null ? file.getFileName() + "#1" : name);
    Files.deleteIfExists(left); // it may be a link to what other copies have as well
    Files.writeString(left, "{\"cut");
  }

  private static void thinOut(Path folder) throws IOException {
    List<Path> files = files(folder);
    for (int i = 0; i < files.size(); i += 2) {
      Files.delete(files.get(i));
    }
  }

  private static Path ref(String table, String branch) {
    return Path.of(table, "_refs", "branches", branch.replace("/", "%2F") + ".json");
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

/** Watches the folders of the sources. A notification is a hint only: files are compared with a snapshot, so that no edit is missed. */
import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import path from "node:path";

/** Editors and git write in several steps: changes are reported once nothing has come for this long, in milliseconds. */
const quietMs = 40;
/** A long checkout is reported in parts. */
const maxQuietMs = 500;
/** Notifications are lost on network file systems and when queues overflow: the snapshot is compared this often without one. */
const compareEveryMs = 2_000;

const ignoredFolders = new Set(["node_modules", "dist", "generated", "test", "client", "playground", "stand-in"]);
const isSource = (name: string) => /\.(tsx?|mjs|json|graphql|sql|css|svg)$/.test(name);

type Snapshot = { files: Map<string, string>; folders: Set<string> };

/** Calls `onChange` with the files below these folders that were written, added, replaced or removed. */
export function watchSources(
  folders: readonly string[],
  onChange: (files: readonly string[]) => void,
): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let known = takeSnapshot(folders);
  let timer: NodeJS.Timeout | undefined;
  let waitingSince: number | undefined;

  function wait(): void {
    waitingSince ??= performance.now();
    clearTimeout(timer);
    timer = setTimeout(report, Math.min(quietMs, waitingSince + maxQuietMs - performance.now()));
  }

  function report(): void {
    waitingSince = undefined;
    const next = takeSnapshot(folders);
    const changed = differences(known.files, next.files);
    known = next;
    // A file may have come into a new folder before the folder was watched.
    if (followFolders(next.folders)) wait();
    if (changed.length > 0) onChange(changed);
  }

  /** Watches exactly these folders; true if one of them is new. */
  function followFolders(current: ReadonlySet<string>): boolean {
    for (const [folder, watcher] of watchers) {
      if (current.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    const added = [...current].filter((folder) => !watchers.has(folder));
    for (const folder of added) {
      const watcher = watch(folder, wait);
      // A folder that is removed ends its watch with an error on some systems; the next snapshot is without it.
      watcher.on("error", wait);
      watchers.set(folder, watcher);
    }
    return added.length > 0;
  }

  followFolders(known.folders);
  const comparing = setInterval(() => {
    if (differences(known.files, takeSnapshot(folders).files).length > 0) wait();
  }, compareEveryMs);
  return {
    close: () => {
      clearInterval(comparing);
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function takeSnapshot(tops: readonly string[]): Snapshot {
  const snapshot: Snapshot = { files: new Map(), folders: new Set() };
  for (const top of tops) addFolder(snapshot, top);
  return snapshot;
}

function addFolder(snapshot: Snapshot, folder: string): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // It was removed between two steps of the scan.
    return;
  }
  snapshot.folders.add(folder);
  for (const entry of entries) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ignoredFolders.has(entry.name) && !entry.name.startsWith(".")) addFolder(snapshot, name);
    } else if (isSource(entry.name)) {
      const found = statSync(name, { throwIfNoEntry: false });
      // The time of the inode's change moves when a file is renamed over another one with its old time of modification.
      if (found) snapshot.files.set(name, `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`);
    }
  }
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** Watcher of the graph's sources: folders with SDL files in development, or the file of a supergraph. */
import { type StatsListener, statSync, unwatchFile, watchFile } from "node:fs";
import type { Runtime } from "@hansa/kit/runtime";
import { watch } from "chokidar";

/** The time without a further change before `onChange` is called, because editors write in several steps; in milliseconds. */
const quietMs = 150;
/** The time between two looks at a file. Looks find what no event tells, such as a symbolic link in its path that was replaced. */
const lookMs = 250;

/**
 * Calls `onChange` shortly after a `.graphql` file in one of the folders was written, added or removed, or after one of the files became
 * another one, under any name; resolves once it watches.
 */
export async function watchSources(
  paths: readonly string[],
  runtime: Runtime,
  onChange: () => void,
): Promise<{ close(): Promise<void> }> {
  let latest = new AbortController();
  const note = () => {
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    void runtime.sleep(quietMs, signal).then(() => {
      if (!signal.aborted) onChange();
    });
  };
  const folders = paths.filter((path) => statSync(path).isDirectory());
  const stop = [...paths.filter((path) => !folders.includes(path)).map((file) => watchOneFile(file, note))];
  if (folders.length > 0) stop.push(await watchFolders(folders, note));
  return {
    close: async () => {
      latest.abort();
      await Promise.all(stop.map((each) => each()));
    },
  };
}

function watchOneFile(file: string, note: () => void): () => Promise<void> {
  const listener: StatsListener = () => note();
  watchFile(file, { interval: lookMs, persistent: false }, listener);
  return async () => unwatchFile(file, listener);
}

/** Watches folders, because a watch on a file ends when an editor replaces the file. */
async function watchFolders(folders: readonly string[], note: () => void): Promise<() => Promise<void>> {
  const watcher = watch([...folders], { ignoreInitial: true, depth: 0 });
  watcher.on("all", (_event, path) => {
    if (path.endsWith(".graphql")) note();
  });
  await new Promise<void>((resolve) => {
    watcher.on("ready", () => resolve());
  });
  return () => watcher.close();
}

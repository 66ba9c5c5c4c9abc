/** Watcher of folders with SDL files. It watches folders, because a watch on a file ends when an editor replaces the file. */
import type { Runtime } from "@hansa/kit/runtime/runtime";
import { watch } from "chokidar";

/** The time without a further change before `onChange` is called, because editors write in several steps; in milliseconds. */
const quietMs = 150;

/** Calls `onChange` shortly after a `.graphql` file in one of the folders was written, added or removed; resolves once it watches. */
export async function watchFolders(
  folders: readonly string[],
  runtime: Runtime,
  onChange: () => void,
): Promise<{ close(): Promise<void> }> {
  let latest = new AbortController();
  const watcher = watch([...folders], { ignoreInitial: true, depth: 0 });
  watcher.on("all", (_event, path) => {
    if (!path.endsWith(".graphql")) return;
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    void runtime.sleep(quietMs, signal).then(() => {
      if (!signal.aborted) onChange();
    });
  });
  await new Promise<void>((resolve) => {
    watcher.on("ready", () => resolve());
  });
  return {
    close: async () => {
      latest.abort();
      await watcher.close();
    },
  };
}

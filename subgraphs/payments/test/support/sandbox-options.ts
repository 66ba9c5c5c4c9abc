/** Store file, runtime and secret for tests of the sandbox alone. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import { temporaryFolder } from "@hansa/kit/testing/subgraph-client";
import { onTestFinished } from "vitest";
import { noon } from "./shop.ts";

export const secrets = ["a-secret-of-the-sandbox-for-the-tests"];

/** Options of a sandbox whose store is removed when the test ends. */
export function sandboxFile() {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return {
    file: join(folder.path, "sandbox-provider.db"),
    migrations: fileURLToPath(new URL("../../migrations/sandbox", import.meta.url)),
    runtime: manualRuntime(noon),
  };
}

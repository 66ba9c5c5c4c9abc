/** What tests of the sandbox by itself share: a file for its books, a world that stands still, a secret. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manualWorld } from "@hansa/kit/manual-world";
import { temporaryFolder } from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { noon } from "./shop.ts";

export const secrets = ["a-secret-of-the-sandbox-for-the-tests"];

/** A place for the books that is removed when the test ends, and what it takes to open them. */
export function sandboxFile() {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return {
    file: join(folder.path, "sandbox-provider.db"),
    migrations: fileURLToPath(new URL("../migrations/sandbox", import.meta.url)),
    world: manualWorld(noon),
  };
}

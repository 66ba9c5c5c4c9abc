/** The storefront in development: Vite builds it after an edit, and its process starts again with the build. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { shareRuns } from "@hansa/kit/coordination";
import type { Shop } from "../../cli/host/processes/process.ts";
import { programArguments, root, storefront, storefrontFolder } from "../../cli/host/shop.mjs";
import { watchFolders } from "./edits.ts";
import { codegen, runProgram } from "./generation.ts";
import { runService } from "./service.ts";

const source = path.join(root, storefront.folder);
const vite = [path.join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel=error"];
const unread = new Set(["dist", "generated", "node_modules", "test", ".turbo"].map((name) => path.join(source, name)));

/** Builds it where the set-up has not, serves it, and follows edits of its files and of the elements of front ends. */
export async function serveStorefront(shop: Shop): Promise<void> {
  if (!existsSync(path.join(storefrontFolder, "server"))) await build(shop);
  const running = runService(shop, storefront, programArguments(storefront.name));
  let hasDocuments = false;
  const follow = shareRuns(async () => {
    const areTypesStale = hasDocuments;
    hasDocuments = false;
    if (areTypesStale && !(await runProgram(shop, codegen))) return;
    if (await build(shop)) void running.restart();
  });
  const folders = [source, path.join(root, "packages/front/src")];
  await watchFolders(
    folders,
    (file) => unread.has(file),
    (files) => {
      hasDocuments ||= files.some((file) => existsSync(file) && readFileSync(file, "utf8").includes("graphql("));
      void follow();
    },
  );
}

async function build(shop: Shop): Promise<boolean> {
  return (await runProgram(shop, vite, source)) && (await runProgram(shop, [...vite, "--ssr"], source));
}

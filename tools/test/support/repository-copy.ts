/** Copies the repository, so that a test may edit its sources; the packages are linked. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";

const copied = [
  "packages",
  "apps",
  "subgraphs",
  "router",
  "lab",
  "cli",
  "tools",
  "e2e",
  "docs/front-ends/examples",
  "codegen.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "turbo.json",
];
const leftOut = new Set(["test", "stories", "dist"]);

/** Makes the copy in a temporary folder, and gives its name. The caller removes it. */
export function copyRepository(): string {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), "hansa-checkout-")));
  for (const name of copied) {
    cpSync(path.join(root, name), path.join(copy, name), {
      recursive: true,
      filter: (source) => !leftOut.has(path.basename(source)) && path.basename(source) !== "node_modules",
    });
  }
  linkPackages(copy, ["", "packages/kit", "packages/contracts", "router", "subgraphs/products"]);
  return copy;
}

/** Links the installed packages of these workspaces into a copy, "" being the root: those of others as they are, our own as they were copied. */
export function linkPackages(copy: string, workspaces: readonly string[]): void {
  for (const workspace of workspaces) {
    const source = path.join(root, workspace, "node_modules");
    const target = path.join(copy, workspace, "node_modules");
    mkdirSync(path.join(target, "@hansa"), { recursive: true });
    for (const name of namesIn(source))
      if (name !== "@hansa" && name !== ".cache") symlinkSync(path.join(source, name), path.join(target, name));
    const own = path.join(source, "@hansa");
    for (const name of namesIn(own)) {
      const workspaceOf = path.relative(root, realpathSync(path.join(own, name)));
      symlinkSync(path.join(copy, workspaceOf), path.join(target, "@hansa", name));
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not every workspace has packages of its own.
    return [];
  }
}

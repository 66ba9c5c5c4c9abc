/** The commands that people type: npm scripts of the top folder and of workspaces, and the commands of owners. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ownerCommands } from "../../../commands/commands.ts";
import { root } from "../../../host/shop.mjs";

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** The scripts of the top folder or of a workspace, such as "lab". */
export function scriptsOf(folder = ""): Record<string, string> {
  return manifest.parse(JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"))).scripts;
}

/** The scripts that people run; npm runs `postinstall`, `prestart` and the like before or after another one. */
export function typedScripts(folder = ""): string[] {
  const scripts = scriptsOf(folder);
  const isHook = (name: string) => name === "postinstall" || (name.startsWith("pre") && name.slice(3) in scripts);
  return Object.keys(scripts).filter((name) => !isHook(name));
}

/** Scripts that each workspace of a kind has, described in CONTRIBUTING. */
const usual = ["build", "dev", "start", "test", "typecheck"];

/** Scripts of workspaces that the page of commands lists. */
const ofWorkspaces = [
  ...typedScripts("lab")
    .filter((name) => !usual.includes(name))
    .map((name) => `${name} -w @hansa/lab`),
  ...["serve", "compose"].map((name) => `${name} -w @hansa/router`),
];

/** All of them, named as doc-walk.ts does. */
export const commandNames: readonly string[] = [
  ...typedScripts(),
  ...ownerCommands.map(({ name }) => `hansa ${name}`),
  ...ofWorkspaces,
];

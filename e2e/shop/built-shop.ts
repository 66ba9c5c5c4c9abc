/**
 * Builds the processes of the shop and the commands that stories run, once for all stories, which start them dozens of times. With
 * HANSA_STORIES=sources they run as they ship, which is slower; CI does both.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { buildProcesses, builtProgram, type Patch } from "../../scripts/build.ts";
import { root, services } from "../../scripts/shop.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder in which the programs were built; undefined when their sources are to be run. */
    builtShop: string | undefined;
  }
}

/** The commands that are built, by the name of their built program. */
const commands = {
  seed: "scripts/seed/main.ts",
  replay: "scripts/replay/main.ts",
  verify: "scripts/replay/verify.ts",
  "verify-taxed": "scripts/replay/verify-taxed.ts",
} as const;
export type CommandName = keyof typeof commands;

export async function setup(project: TestProject): Promise<() => void> {
  if (process.env.HANSA_STORIES === "sources") {
    project.provide("builtShop", undefined);
    return () => undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-built-"));
  const sources = [
    ...services.map(({ name, folder }) => [name, `${folder}/src/index.ts`]),
    ...Object.entries(commands),
  ];
  const programs = sources.map(([name, file = ""]) => [name, path.join(root, file)]);
  await buildProcesses(folder, Object.fromEntries(programs), startBuilt(folder));
  project.provide("builtShop", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The arguments with which Node runs a command: its built program, or its sources where nothing was built. */
export function argumentsOf(builtShop: string | undefined, name: CommandName): string[] {
  return builtShop === undefined ? ["--import", "tsx", commands[name]] : [builtProgram(builtShop, name)];
}

/** Built commands start built processes and built commands. */
function startBuilt(folder: string): Patch[] {
  return [
    {
      file: "scripts/start/process.ts",
      find: "startChild(shop, [...command],",
      replace: `startChild(shop, [${JSON.stringify(folder + path.sep)} + service.name + ".mjs"],`,
    },
    ...startBuiltCommand(folder, "scripts/replay/main.ts", "./verify.ts", "verify"),
    ...startBuiltCommand(folder, "scripts/replay/taxed/replay.ts", "../verify-taxed.ts", "verify-taxed"),
  ];
}

/** The program that `file` starts by this relative address becomes the built one. */
function startBuiltCommand(folder: string, file: string, address: string, name: CommandName): Patch[] {
  const started = `fileURLToPath(import.meta.resolve(${JSON.stringify(address)}))`;
  return [
    { file, find: started, replace: JSON.stringify(builtProgram(folder, name)) },
    { file, find: '"--import", "tsx", program', replace: "program" },
  ];
}

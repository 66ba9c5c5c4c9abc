/** Runs a service as its container would, from a folder with the contents of its image. */

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { processNames } from "@hansa/kit/processes";
import { root } from "../../host/shop.mjs";
import type { ComposeFile } from "./compose-file.ts";
import type { Stage } from "./dockerfile.ts";

/** Makes the folder of an image: what its stage copies from the build. */
export function makeImage(machine: Machine, name: string, { copies }: Stage): void {
  if (copies.length === 0) throw new Error(`the image of ${name} holds nothing`);
  for (const copy of copies)
    cpSync(path.join(root, copy), path.join(imageOf(machine, name), copy), { recursive: true });
}

const imageOf = ({ data }: Machine, name: string) => path.join(data, "images", name);

export type Container = { child: ChildProcess; environment: Record<string, string>; output: () => string };

/** Resources that an engine gives each container, and that this machine has only once: ports, names, folders. */
export type Machine = { port: number; data: string };

/** Starts the command of the image, in its folder, with its environment and that of the compose file, and nothing else. */
export function startContainer(
  machine: Machine,
  file: ComposeFile,
  name: string,
  stages: Map<string, Stage>,
): Container {
  const service = file.services[name];
  const stage = stages.get(service?.build.target ?? "");
  if (service === undefined || stage === undefined) throw new Error(`${name} has no service or no stage.`);

  const here = (text: string): string => onThisMachine(machine, name, text);
  mkdirSync(path.join(machine.data, name), { recursive: true });
  const variables = { ...stage.environment, ...service.environment };
  const environment = {
    PATH: process.env.PATH ?? "",
    ...Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, here(value)])),
  };
  const [program = "", ...args] = stage.command;
  const child = spawn(program, args.map(here), {
    cwd: here(stage.folder),
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      printed += String(text);
    });
  }
  return { child, environment, output: () => printed };
}

/** Runs one more command in the folder of a container that runs, as `docker compose exec` does, with this on standard input. */
export function execInContainer(
  machine: Machine,
  stage: Stage,
  { name, environment }: { name: string; environment: Container["environment"] },
  { command: [program = "", ...args], input }: { command: readonly string[]; input: string },
): Promise<{ code: number | null; output: string }> {
  const cwd = onThisMachine(machine, name, stage.folder);
  const here = args.map((text) => onThisMachine(machine, name, text));
  const child = spawn(program, here, { cwd, env: environment, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += String(text);
    });
  }
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Runs the health check of the compose file once; true when it would call the container healthy. */
export function isHealthy(machine: Machine, file: ComposeFile, name: string, container: Container): Promise<boolean> {
  const [, program = "", ...args] = file.services[name]?.healthcheck.test ?? [];
  return new Promise((resolve, reject) => {
    const check = spawn(
      program,
      args.map((text) => onThisMachine(machine, name, text)),
      {
        env: container.environment,
        stdio: "ignore",
      },
    );
    check.once("error", reject);
    check.once("exit", (code) => resolve(code === 0));
  });
}

function onThisMachine(machine: Machine, name: string, text: string): string {
  const { port, data } = machine;
  return text
    .replace(/^\/app(?=\/|$)/, imageOf(machine, name))
    .replace(/^\/data(?=\/|$)/, path.join(data, name))
    .replace(/^\/keys(?=\/|$)/, path.join(data, "keys", name))
    .replace(/^\/templates(?=\/|$)/, path.join(data, "templates"))
    .replace(/^0\.0\.0\.0$/, "127.0.0.1")
    .replaceAll(new RegExp(`//(${processNames.join("|")}):`, "g"), "//127.0.0.1:")
    .replaceAll(/\b40(\d\d)\b/g, (_all, offset: string) => String(port + Number(offset)));
}

/** `hansa status` as a process of its own, beside a shop. */
import { spawn } from "node:child_process";
import { type ShopState, shopState } from "../../../router/src/control/status/shop-state.ts";
import { root } from "../../host/shop.mjs";

export type Ran = { code: number | null; output: string };

/** The shop that the command is to find; `routers` are the private addresses of its routers. */
export type StatusOf = { port: number; data: string; routers?: string };

/** Runs the command. */
export function runStatus({ port, data, routers }: StatusOf, ...options: string[]): Promise<Ran> {
  const child = spawn(process.execPath, ["cli/hansa.cjs", "status", ...options], {
    cwd: root,
    env: {
      ...process.env,
      HANSA_PORT: String(port),
      HANSA_DATA: data,
      HANSA_SERVICES: routers === undefined ? "" : `router.internal=${routers}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, output })));
}

/** The state that the command prints as JSON. */
export async function readStatus(of: StatusOf): Promise<ShopState> {
  return shopState.parse(JSON.parse((await runStatus(of, "--json")).output));
}

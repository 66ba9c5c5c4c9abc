/** A process of the storefront at free ports, which ends with its test; front ends do not import `startOwned` of the kit. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect } from "vitest";

export type StorefrontProcess = { child: ChildProcess; port: number };

/** It stops when its parent is gone, even by SIGKILL. */
const leaveWithParent =
  "data:text/javascript,process.on('disconnect',()=>process.kill(process.pid,'SIGINT'));process.channel?.unref()";
const attempts = 5;

/** Starts a program, and waits until both ports are ready; at other ports where one of them was taken meanwhile, which ends the process. */
export async function startProcess(
  program: string,
  settings: Readonly<Record<string, string>>,
): Promise<StorefrontProcess> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const port = await freePort();
    const child = spawn(process.execPath, ["--import", leaveWithParent, program], {
      env: { PATH: process.env.PATH, HANSA_PORT: String(port), HANSA_LOG_LEVEL: "error", ...settings },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const isOver = async () =>
      child.exitCode !== null || ((await readyAt(port + 9)) === 200 && (await readyAt(port + 19)) === 200);
    await expect.poll(isOver).toBe(true);
    if (child.exitCode === null) return { child, port };
  }
  throw new Error(`the storefront ended ${attempts} times before it was ready`);
}

/** The status of `/ready`, 0 without an answer. */
export async function readyAt(port: number): Promise<number> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).status;
  } catch {
    return 0;
  }
}

/** The code of a process that has ended. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

/** A port whose next nineteen are most likely free too. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return address === null || typeof address === "string" ? 0 : Math.min(address.port, 60_000);
}

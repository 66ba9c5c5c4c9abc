/** Faults of a service from outside: a foreign write lock, a stopped process, a full disk, and a clock that was put forward. */
import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import type { ServiceName, Shop } from "./shop.ts";

type StoreName = Exclude<ServiceName, "router">;

/** Takes a store's write lock, as a copy or another program would, and keeps it for so long. */
export async function lockStore({ data }: Pick<Shop, "data">, name: StoreName, forMs: number): Promise<void> {
  const Database = loadDriver();
  const other = new Database(storeFile(data, name), { timeout: 5_000 });
  try {
    other.exec("BEGIN IMMEDIATE");
    await pause(forMs);
    other.exec("ROLLBACK");
  } finally {
    other.close();
  }
}

/** Puts the clock of a service forward, by which its deadlines end, and starts its process again. */
export async function putForward(shop: Pick<Shop, "data" | "kill" | "start">, name: StoreName, byMs: number) {
  await shop.kill(name);
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, name));
  try {
    store.prepare("UPDATE store_clock SET at = at + ?").run(byMs);
  } finally {
    store.close();
  }
  await shop.start(name);
}

/**
 * A service stands still, as one does whose machine is paused, until it is woken; never in the middle of a write, in which it would keep
 * everybody else from writing for as long.
 */
export async function stopProcess({ data, pid }: Pick<Shop, "data" | "pid">, name: StoreName): Promise<() => void> {
  const Database = loadDriver();
  const sleeper = pid(name);
  const wake = () => void process.kill(sleeper, "SIGCONT");
  for (;;) {
    process.kill(sleeper, "SIGSTOP");
    const other = new Database(storeFile(data, name), { timeout: 100 });
    try {
      other.exec("BEGIN IMMEDIATE");
      other.exec("ROLLBACK");
      return wake;
    } catch {
      wake();
      await pause(10);
    } finally {
      other.close();
    }
  }
}

/**
 * Nothing that this process writes to a file is taken any more, as on a disk without room. Answers with how to give it room again. The system
 * also sends a signal to who writes too far, which Node leaves alone.
 */
export function fillDisk(pid: number): () => void {
  const limit = (bytes: string) => execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);
  limit("0");
  return () => void limit("unlimited");
}

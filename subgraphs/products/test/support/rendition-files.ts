/** Files of pictures and renditions of a shop, for tests. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Shop } from "./shop.ts";

/** Requests a path of the service, as the router passes it on, and waits for renditions as long as this machine needs. */
export function get(s: Shop, url: string) {
  waitWithoutEnd(s);
  return s.service.internal.inject({ method: "GET", url });
}

/** Lets requests wait for renditions without an end: a busy machine is no failure. */
export function waitWithoutEnd({ service: { deps } }: Shop): void {
  deps.runtime = { ...deps.runtime, startTimer: () => () => undefined };
}
/** A folder of the service. */
export const folderOf = (s: Shop, name: string) => join(s.folder, "products", name);

/** Puts a file into the media folder. */
export function place(s: Shop, name: string, content: Buffer | string): void {
  writeFileSync(join(folderOf(s, "media"), name), content);
}

/** The files of renditions that there are. */
export const made = (s: Shop) =>
  readdirSync(folderOf(s, "renditions"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".webp"))
    .sort();

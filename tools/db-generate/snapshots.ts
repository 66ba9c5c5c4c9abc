/** The snapshots of tables that drizzle-kit writes beside migrations. It compares the tables with the newest one and reads no other. */
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";

/** Removes the snapshots of a folder of migrations but the newest. */
export function removeOlderSnapshots(migrations: string): void {
  const meta = path.join(migrations, "meta");
  const snapshots = readdirSync(meta).filter((file) => file.endsWith("_snapshot.json"));
  for (const file of snapshots.sort().slice(0, -1)) rmSync(path.join(meta, file));
}

/** The last backup: the backup command notes its time in the router's folder, and the router shows it as a metric. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Gauge, type Registry } from "@prometheus-io/client";
import { z } from "zod";

const note = z.object({ takenAt: z.iso.datetime() });

/** Adds the gauge, which is read when it is collected. */
export function observeLastBackup(registry: Registry, dataFolder: string): void {
  const gauge = new Gauge({
    name: "hansa_last_backup_timestamp_seconds",
    help: "When the last complete backup was taken; absent if none is noted.",
    registers: [registry],
    async collect() {
      const takenAt = await readNote(join(dataFolder, "last-backup.json"));
      if (takenAt === undefined) this.remove();
      else this.set(takenAt / 1_000);
    },
  });
  gauge.remove();
}

/** The noted time; undefined if there is no note that can be read. */
async function readNote(file: string): Promise<number | undefined> {
  try {
    return Date.parse(note.parse(JSON.parse(await readFile(file, "utf8"))).takenAt);
  } catch {
    return undefined;
  }
}

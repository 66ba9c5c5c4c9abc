/** The notes of the seed about this shop, for the pages of development. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "@hansa/kit/runtime";
import { z } from "zod";

export type NotesSource = {
  log: Log;
  /** The folder in which the seed leaves `playground.json`. */
  dataFolder: string;
  /** Whether the router serves our shop, which has ready operations and demo accounts. */
  isShop: boolean;
};

/** Variables by operation, demo accounts, and the token of the demo guest. */
const notesSchema = z.object({
  variables: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  accounts: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })).default([]),
  /** The suggested identity of each operation, by its name. */
  identities: z.record(z.string(), z.string()).default({}),
  guest: z.string().optional(),
});

export type SeedNotes = z.infer<typeof notesSchema>;

/** Reads the current notes: empty ones beside a foreign graph, before the seed has run, and if they have another shape. */
export async function readNotes({ log, dataFolder, isShop }: NotesSource): Promise<SeedNotes> {
  const file = join(dataFolder, "playground.json");
  if (!isShop || !existsSync(file)) return notesSchema.parse({});
  const parsed = notesSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  log.warn({ file, fault: parsed.error.message }, "playground: the notes of the seed are invalid");
  return notesSchema.parse({});
}

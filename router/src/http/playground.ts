/** The playground: a page built from `playground/`, and what the seed wrote down for it about this very shop. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import type { Log } from "@hansa/kit/log";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { refuse } from "./refuse.ts";

export type Playground = {
  log: Log;
  /** The folder in which the seed leaves `playground.json`. */
  dataFolder: string;
  /** Whether this is our shop: then there are ready operations and somebody to sign in as. */
  isShop: boolean;
};

const built = fileURLToPath(new URL("../../playground/dist", import.meta.url));

const notBuilt = "The playground is not built: npm run build -w @hansa/playground.";

/** What the seed writes: variables for each ready operation, by its name; who can be signed in as; what the demo guest holds. */
const notes = z.object({
  variables: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  accounts: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })).default([]),
  /** Who each operation is best asked as, by its name. */
  identities: z.record(z.string(), z.string()).default({}),
  guest: z.string().optional(),
});

/** Opens `/playground`; never called in production, where it would tell passwords of demo accounts. Without a built page it says how to build one. */
export async function openPlayground(app: FastifyInstance, playground: Playground): Promise<void> {
  app.get("/playground/variables.json", async (_request, reply) =>
    reply.header("cache-control", "no-store").send(await tell(playground)),
  );
  if (!existsSync(built)) {
    for (const url of ["/playground", "/playground/*"]) app.get(url, async (_request, reply) => playgroundPage(reply));
    return;
  }
  await app.register(files, { root: built, prefix: "/playground/" });
  app.get("/playground", async (_request, reply) => playgroundPage(reply));
}

/** Sends the page; a sentence where it is not built. */
export function playgroundPage(reply: FastifyReply): FastifyReply {
  return existsSync(built)
    ? reply.sendFile("index.html")
    : refuse(reply, 404, { code: "NOT_FOUND", message: notBuilt });
}

async function tell({ log, dataFolder, isShop }: Playground) {
  const { variables, identities, accounts, guest } = isShop
    ? await readNotes(join(dataFolder, "playground.json"), log)
    : notes.parse({});
  return { shop: isShop, variables, identities, accounts, ...(guest ? { guest } : {}) };
}

async function readNotes(file: string, log: Log): Promise<z.infer<typeof notes>> {
  if (!existsSync(file)) return notes.parse({});
  const parsed = notes.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  log.warn({ file, fault: parsed.error.message }, "the playground's notes are not usable");
  return notes.parse({});
}

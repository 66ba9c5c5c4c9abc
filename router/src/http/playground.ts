/** The playground: a page built from `playground/`, and the notes of the seed about this shop. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import type { Log } from "@hansa/kit/runtime/log";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { type Compress, sendText } from "./compression.ts";
import { refuse } from "./refusals.ts";

export type Playground = {
  log: Log;
  /** The folder in which the seed leaves `playground.json`. */
  dataFolder: string;
  /** Whether the router serves our shop, which has ready operations and demo accounts. */
  isShop: boolean;
  compress: Compress;
};

const built = fileURLToPath(new URL("../../playground/dist", import.meta.url));

const notBuilt = "The playground is not built: npm run build -w @hansa/playground.";

/** The notes of the seed: variables by operation, demo accounts, and the token of the demo guest. */
const notesSchema = z.object({
  variables: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  accounts: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })).default([]),
  /** The suggested identity of each operation, by its name. */
  identities: z.record(z.string(), z.string()).default({}),
  guest: z.string().optional(),
});

/** Opens `/playground`, and `/graphql` for browsers that open that address; not in production, where it would reveal passwords of demo accounts. Without a built page it names the build command. */
export async function openPlayground(app: FastifyInstance, playground: Playground): Promise<void> {
  app.get("/playground/variables.json", async (request, reply) => {
    const text = JSON.stringify(await readVariables(playground));
    const content = { type: "application/json; charset=utf-8", text };
    return sendText(playground.compress, request, reply.header("cache-control", "no-store"), content);
  });
  if (!existsSync(built)) {
    for (const url of ["/graphql", "/playground", "/playground/*"])
      app.get(url, async (_request, reply) => playgroundPage(reply));
    return;
  }
  await app.register(files, {
    root: built,
    prefix: "/playground/",
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header("cache-control", isHashed(file) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  for (const url of ["/graphql", "/playground"]) app.get(url, async (_request, reply) => playgroundPage(reply));
}

/** Whether the name of the file contains the hash of its content, so that a copy of it stays valid for ever. */
function isHashed(file: string): boolean {
  return file.startsWith(join(built, "assets"));
}

/** Sends the page; a refusal if it is not built. */
function playgroundPage(reply: FastifyReply): FastifyReply {
  return existsSync(built)
    ? reply.sendFile("index.html")
    : refuse(reply, 404, { code: "NOT_FOUND", message: notBuilt });
}

async function readVariables({ log, dataFolder, isShop }: Playground) {
  const { variables, identities, accounts, guest } = isShop
    ? await readNotes(join(dataFolder, "playground.json"), log)
    : notesSchema.parse({});
  return { shop: isShop, variables, identities, accounts, ...(guest ? { guest } : {}) };
}

async function readNotes(file: string, log: Log): Promise<z.infer<typeof notesSchema>> {
  if (!existsSync(file)) return notesSchema.parse({});
  const parsed = notesSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  log.warn({ file, fault: parsed.error.message }, "playground: the notes of the seed are invalid");
  return notesSchema.parse({});
}

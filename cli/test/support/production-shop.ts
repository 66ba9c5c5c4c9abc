/** A shop in production as docs/owners/open-a-shop.md builds it: its settings and folders, and its commands as processes of their own. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { z } from "zod";
import { claimPorts } from "../../host/processes/ports.ts";
import { root } from "../../host/shop.mjs";
import type { NpmCommand } from "./commands/doc-walk.ts";
import { scriptsOf } from "./commands/npm-commands.ts";

export type ProductionShop = {
  /** The folder of its own files, such as the catalogue to import. */
  folder: string;
  /** The folder of its stores and keys. */
  data: string;
  mail: string;
  port: number;
  /** Gives its ports back. */
  release(): Promise<void>;
  /** The address of its graph. */
  url: string;
  /** The variables of its `.env`; none before the page's settings are read. */
  environment: Record<string, string>;
  /** The processes that last, by the name of their command. */
  running: Map<string, OwnedProgram>;
};

/** `code` is null while a command that lasts is ready and runs on. */
export type Finished = { code: number | null; output: string };

/** The password of the shop's administrator. */
export const password = "seven geese over the harbour";

/** Commands that run until they are stopped, by what they print when they are ready. */
const lasting: Readonly<Record<string, RegExp>> = {
  start: /^Hansa is ready, \d+ s after the set-up$/m,
  "hansa stripe-stand-in": /^stripe-stand-in: answers at/m,
};

const scripts = scriptsOf();

/** Reserves the ports and folders of a shop. Nothing runs yet. */
export async function newProductionShop(): Promise<ProductionShop> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-open-"));
  const { port, release } = await claimPorts(25_000);
  const data = path.join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  return {
    folder,
    data,
    mail: path.join(folder, "mail"),
    port,
    release,
    url: `http://127.0.0.1:${port}/graphql`,
    environment: {},
    running: new Map(),
  };
}

/** Stops its processes and removes its folder. */
export async function removeShop(shop: ProductionShop): Promise<void> {
  for (const name of [...shop.running.keys()]) await stop(shop, name);
  rmSync(shop.folder, { recursive: true });
  await shop.release();
}

/** Takes the settings of the page, with the made up keys that it speaks of, and with this shop's ports and folders. */
export function takeSettings(shop: ProductionShop, settings: Readonly<Record<string, string>>): void {
  const own: Readonly<Record<string, string>> = {
    HANSA_STRIPE_SECRET_KEY: ["sk", "test", "anything"].join("_"),
    HANSA_STRIPE_PUBLISHABLE_KEY: ["pk", "test", "anything"].join("_"),
    HANSA_STRIPE_WEBHOOK_SECRET: ["whsec", "anything"].join("_"),
  };
  const filled = Object.entries(settings).map(([name, value]) => [name, value || own[name] || ""]);
  shop.environment = {
    ...Object.fromEntries(filled),
    HANSA_PORT: String(shop.port),
    HANSA_DATA: shop.data,
    // Relative, as the page has it.
    HANSA_MAIL_FOLDER: path.relative(root, shop.mail),
    // The place of the stand-in among the ports of a shop.
    HANSA_STRIPE_URL: `http://127.0.0.1:${shop.port + 16}`,
    HANSA_STAFF_EMAIL: "owner@kontor.example",
    HANSA_STAFF_PASSWORD: password,
  };
}

/** Runs a command of the top folder as `.env` would have it, until it has ended or, if it lasts, until it is ready. */
export async function run(shop: ProductionShop, { name, args }: NpmCommand): Promise<Finished> {
  const [first = "", ...words] = name.split(" ");
  const script = scripts[first];
  if (script === undefined) throw new Error(`there is no npm run ${first}`);
  const program = startOwned("sh", ["-c", `${script} "$@"`, "sh", ...words, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", CI: "true", ...shop.environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  program.child.stdin?.end(`${password}\n`);
  const ready = lasting[name];
  if (ready === undefined) return { code: await program.ended(), output: program.output() };
  shop.running.set(name, program);
  await program.printed(ready);
  return { code: null, output: program.output() };
}

/** Stops a command that lasts, as Ctrl-C does. */
export async function stop(shop: ProductionShop, name: string): Promise<void> {
  const program = shop.running.get(name);
  shop.running.delete(name);
  await program?.stop("SIGTERM");
}

type Caller = { token?: string | undefined; checkoutId?: string | undefined };

/** An operation is sent this often while the shop asks for a repetition after a second, about a minute long. */
const maxAttempts = 60;

/** Sends an operation to its graph, signed in with `token`, and again while the shop asks for that (docs/front-ends/errors.md). */
export async function ask(
  shop: ProductionShop,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller = {},
): Promise<{ data?: unknown; errors?: unknown }> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await askOnce(shop, query, variables, caller);
    const { data: errors } = repeatable.safeParse(response.errors);
    if (errors === undefined || attempt === maxAttempts) return response;
    await pause(Math.max(...errors.map(({ extensions }) => extensions.retryAfterMs)));
  }
}

/** Errors that each ask for a repetition: a service or its store does not answer now, and nothing was done. */
const repeatable = z
  .array(
    z.object({
      extensions: z.object({
        code: z.enum(["SUBGRAPH_UNAVAILABLE", "STORE_UNAVAILABLE", "SESSION_UNVERIFIABLE", "OVERLOADED"]),
        retryAfterMs: z.number().default(1_000),
      }),
    }),
  )
  .min(1);

async function askOnce(
  shop: ProductionShop,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { token, checkoutId }: Caller,
): Promise<{ data?: unknown; errors?: unknown }> {
  const response = await fetch(shop.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(checkoutId ? { "hansa-guest": checkoutId } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  return z
    .object({ data: z.unknown(), errors: z.unknown() })
    .partial()
    .parse(await response.json());
}

/** Removal of a shop: its own files in the data folder, and its stores in databases, after a confirmation at a terminal. */
import type { Readable, Writable } from "node:stream";
import { confirm, isCancel } from "@clack/prompts";
import { type DatabaseSchema, openSchema } from "@hansa/kit/store";
import { removeShopFiles, shopFiles } from "../../host/data/data-folder.ts";
import { holderOf } from "../../host/data/folder-lock.mjs";
import { inDatabases } from "../../host/databases.ts";
import { type DatabasePlace, type Environment, storesOfRouters, storesOfShop } from "../../host/store-places.ts";
import { say } from "../../host/terminal.mjs";

/** Answers with the exit code: 0 when nothing of the shop is left, 1 when it was not removed. Throws while a shop is connected to its databases. */
export async function reset(data: string, environment: Environment, isConfirmed: boolean): Promise<number> {
  const holder = holderOf(data);
  if (holder !== undefined) return refuse(`Process ${holder} runs a shop on ${data}. Stop it first.`);
  const schemas: DatabaseSchema[] = [];
  try {
    for (const place of await databasesOf(data, environment)) schemas.push(await openSchema(place));
    return await removeAll(
      data,
      schemas.filter(({ hasStore }) => hasStore),
      isConfirmed,
    );
  } finally {
    for (const schema of schemas) await schema.close();
  }
}

/** The databases of all stores, with those of routers. */
async function databasesOf(data: string, environment: Environment): Promise<DatabasePlace[]> {
  if (inDatabases(environment, data).length === 0) return [];
  const ofServices = storesOfShop(data, environment).filter(({ service }) => service !== "router");
  const all = [...ofServices, ...(await storesOfRouters(data, environment))];
  return all.flatMap(({ place }) => (place.engine === "pg" ? [place] : []));
}

async function removeAll(data: string, schemas: readonly DatabaseSchema[], isConfirmed: boolean): Promise<number> {
  for (const schema of schemas) {
    await schema.requireUnused();
    await schema.requireSameShop();
  }
  const names = shopFiles(data);
  if (names.length === 0 && schemas.length === 0) return done(`There is nothing to remove in ${data}.`);
  if (names.length > 0) say(`In ${data}: ${names.join(", ")}`);
  for (const { name } of schemas) say(`All tables of ${name}`);
  if (!isConfirmed && !process.stdin.isTTY)
    return refuse("There is no terminal to ask for confirmation. Say --yes to remove them.");
  if (!isConfirmed && !(await confirmRemoval(process.stdin, process.stdout))) return refuse("Nothing was removed.");

  // Before the files: without their marks and notes a start would make a new store beside one that is left.
  for (const schema of schemas) {
    await schema.requireUnused();
    await schema.empty();
  }
  removeShopFiles(data);
  return done("Removed. The next npm start begins with a fresh shop.");
}

function refuse(text: string): number {
  say(text);
  return 1;
}

function done(text: string): number {
  say(text);
  return 0;
}

/** Asks whether to remove the shop. Only a yes is one: Enter, n and Ctrl-C keep everything. */
export async function confirmRemoval(input: Readable, output: Writable): Promise<boolean> {
  const message = "Remove every order, customer and product of this shop?";
  const response = await confirm({ message, initialValue: false, input, output });
  return !isCancel(response) && response;
}

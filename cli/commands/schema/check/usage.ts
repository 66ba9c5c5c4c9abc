/** Usage: the operations that clients sent to a router, as `hansa usage --export` writes them. */
import { readFileSync } from "node:fs";
import { graphContracts } from "@hansa/contracts/graph-contracts";
import { CommandFailure } from "@hansa/kit/command-line";
import { type DocumentNode, parse } from "graphql";
import { z } from "zod";
import { splitDocument } from "../../../../router/src/control/changes/operation.ts";
import type { KnownOperation } from "./operations.ts";

const count = z.int().nonnegative();
const client = z.object({ name: z.string(), version: z.string(), count, lastUsedAt: count });
const line = z.object({
  hash: z.string().min(1),
  operation: z.string(),
  /** Files from before contracts have none. */
  contract: z.enum(graphContracts).default("ALL"),
  name: z.string().nullable(),
  clients: z.array(client),
  count,
  errors: count,
  lastUsedAt: count,
});

/** The characters of a hash by which an operation without a name is known. */
const shownHash = 12;

/** Reads the operations of a file of JSON Lines. Throws a failure that names the first broken line. */
export function readUsage(file: string): KnownOperation[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((text, index) => (text.trim() === "" ? [] : [readLine(text, `${file}, line ${index + 1}`)]));
}

function readLine(text: string, place: string): KnownOperation {
  const { hash, operation, contract, name, clients } = readOr(`${place} is no operation of a usage file`, () =>
    line.parse(JSON.parse(text)),
  );
  const label = name || hash.slice(0, shownHash);
  return { label, document: readDocument(operation, place), contract, place: "usage", clients };
}

function readDocument(text: string, place: string): DocumentNode {
  const documents = readOr(`${place}: its operation is no GraphQL`, () =>
    splitDocument(parse(text, { noLocation: true })),
  );
  const [document, ...others] = documents;
  if (!document || others.length > 0) throw new CommandFailure(`${place} has ${documents.length} operations, not one.`);
  return document;
}

function readOr<Value>(fault: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new CommandFailure(`${fault}: ${describe(error)}`, { cause: error });
  }
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  return error instanceof Error ? error.message : String(error);
}

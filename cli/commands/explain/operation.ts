/** The operation to explain: one of a file, with its fragments and the values of its variables. */
import { readFileSync } from "node:fs";
import { UsageError } from "@hansa/kit/command-line";
import { type DocumentNode, GraphQLError, OperationTypeNode, parse, print } from "graphql";
import { z } from "zod";
import { operationIn, splitDocument } from "../../../router/src/control/changes/operation.ts";

export type AskedOperation = {
  name: string;
  query: string;
  isMutation: boolean;
  variables: Readonly<Record<string, unknown>>;
};

type Given = { name: string | undefined; variables: string | undefined };

const maxListedNames = 20;
const jsonObject = z.record(z.string(), z.unknown());

/** Reads it. Throws a UsageError for a syntax error, or if the file has no such operation, or several and no name is given. */
export function readOperation(file: string, { name, variables }: Given): AskedOperation {
  const documents = splitDocument(parseFile(file));
  const names = documents.map(nameOf);
  const chosen = name === undefined && documents.length === 1 ? 0 : names.indexOf(name ?? "");
  const document = documents[chosen];
  if (!document) {
    const fault = name === undefined ? "has no operation, or several" : `has no operation ${name}`;
    const known = names.slice(0, maxListedNames).join(", ");
    throw new UsageError(`${file} ${fault}: name one with --operation (${known}).`);
  }
  return {
    name: nameOf(document) || "(unnamed)",
    query: print(document),
    isMutation: operationIn(document).operation === OperationTypeNode.MUTATION,
    variables: variables === undefined ? {} : readVariables(variables),
  };
}

function nameOf(document: DocumentNode): string {
  return operationIn(document).name?.value ?? "";
}

function parseFile(file: string): DocumentNode {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new UsageError(`${file}:${error.locations?.[0]?.line ?? 1}: ${error.message}`);
  }
}

function readVariables(file: string): AskedOperation["variables"] {
  const text = readFileSync(file, "utf8");
  try {
    return jsonObject.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is no JSON object.`);
  }
}

/** The texts of the operations: files of this folder, and operations of the playground, found by their names. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse, print } from "graphql";
import { root } from "../../../cli/host/shop.mjs";

/** The text of a file of this folder, without comments. */
export function readOwnText(name: string): string {
  return print(parse(readFileSync(path.join(import.meta.dirname, `${name}.graphql`), "utf8")));
}

let playgroundTexts: ReadonlyMap<string, string> | undefined;

/** The text of an operation of the playground; throws if there is none of that name. */
export function readPlaygroundText(name: string): string {
  playgroundTexts ??= new Map(["operations", "purchase"].flatMap(readOperations));
  const text = playgroundTexts.get(name);
  if (text === undefined) throw new Error(`the playground has no operation ${name}`);
  return text;
}

function readOperations(file: string): (readonly [string, string])[] {
  const { definitions } = parse(readFileSync(path.join(root, "router/playground", `${file}.graphql`), "utf8"));
  return definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION && each.name ? [[each.name.value, print(each)] as const] : [],
  );
}

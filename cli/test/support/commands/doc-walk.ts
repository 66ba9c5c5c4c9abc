/** Pages of docs/: a page as steps (its settings, commands, files and operations in their order), and the commands of all pages. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "graphql";
import { ownerCommands } from "../../../commands/commands.ts";
import { root } from "../../../host/shop.mjs";

/**
 * A command with its arguments. It is named by its script in package.json, such as "smoke"; a command of owners as "hansa audit", and a script of
 * a workspace as "chaos -w @hansa/lab".
 */
export type NpmCommand = { name: string; args: readonly string[] };

/** A command line as a page has it, such as `npm run hansa -- audit --in-flight 30`, without a comment behind it. */
export type DocCommand = NpmCommand & { line: string };

export type Step =
  | { kind: "settings"; settings: Record<string, string> }
  | ({ kind: "command"; line: string } & NpmCommand)
  | { kind: "file"; content: string }
  | { kind: "operation"; text: string; isQuery: boolean; response: object; at: number };

/** Every code block of a page as steps. Throws on a block that is none of these. */
export function stepsOf(page: string): Step[] {
  const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  return blocks.flatMap(([, language, text = ""], index): Step[] => {
    if (language === "sh") return text.includes("HANSA_ENV=") ? [settingsIn(text)] : commandsIn(text);
    if (language === "csv") return [{ kind: "file", content: text }];
    if (language === "graphql") return [operation(text, blocks[index + 1], blocks[index]?.index ?? 0)];
    if (language === "json" && blocks[index - 1]?.[1] === "graphql") return [];
    throw new Error(`a block of ${language} cannot be walked: ${text}`);
  });
}

function operation(text: string, next: RegExpExecArray | undefined, at: number): Step {
  const isQuery = parse(text).definitions.some((each) => "operation" in each && each.operation === "query");
  const response: unknown = next?.[1] === "json" ? JSON.parse(next[2] ?? "") : {};
  return { kind: "operation", text, isQuery, response: Object(response), at };
}

function settingsIn(text: string): Step {
  const lines = [...text.matchAll(/^(HANSA_\w+)=("[^"]*"|[^\s#]*)/gm)];
  return {
    kind: "settings",
    settings: Object.fromEntries(lines.map(([, name = "", value = ""]) => [name, value.replaceAll('"', "")])),
  };
}

function commandsIn(text: string): Step[] {
  return text
    .trim()
    .split("\n")
    .map((line) => ({ kind: "command", line, ...readCommand(line) }));
}

/** Reads a command line of a page. Throws if it is no npm script. */
export function readCommand(line: string): NpmCommand {
  const [, script, workspace = "", rest = ""] = /^npm (?:run )?([\w:-]+)( -w [\w@/]+)?(?: -- (.*))?$/.exec(line) ?? [];
  if (script === undefined) throw new Error(`a command cannot be walked: ${line}`);
  const args = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const owners = ownerCommands.find(({ name }) => script === "hansa" && `${args.join(" ")} `.startsWith(`${name} `));
  return owners === undefined
    ? { name: `${script}${workspace}`, args }
    : { name: `hansa ${owners.name}`, args: args.slice(owners.name.split(" ").length) };
}

/** Every command of the pages at the top of the repository and in docs/, in their order; the changelog names those of the past. */
export function findDocCommands(): DocCommand[] {
  const pages = globSync("{*,docs/{*,{owners,front-ends,contributors}/*}}.md", { cwd: root }).sort();
  return pages
    .filter((page) => page !== "CHANGELOG.md")
    .flatMap((page) => commandsOf(readFileSync(path.join(root, page), "utf8")));
}

/** Every command of a page. */
export function commandsOf(text: string): DocCommand[] {
  const found = text.matchAll(
    /\bnpm (?:run )?(?:--silent )?(start|test|(?<=run (?:--silent )?)[a-z][\w:-]*)((?: -w [\w@/]+)?(?: -- [^`#|<>\n]+)?)/g,
  );
  return [...found].map(([, name = "", rest = ""]) => {
    const isShort = (name === "start" || name === "test") && !rest.startsWith(" -w ");
    const line = `npm ${isShort ? "" : "run "}${name}${rest}`.trim();
    return { line, ...readCommand(line) };
  });
}

/** Fills `<parent.field>` with what that field was in an earlier answer. Throws if there was none. */
export function fill(text: string, known: ReadonlyMap<string, string>): string {
  return text.replaceAll(/<(\w+\.\w+)>/g, (_said, name: string) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`no answer had ${name}`);
    return value;
  });
}

/** Remembers each text in a response as `parent.field`; of a list, that of its first. */
export function remember(known: Map<string, string>, response: unknown, parent = ""): void {
  const first: unknown = Array.isArray(response) ? response[0] : response;
  if (typeof first !== "object" || first === null) return;
  for (const [field, value] of Object.entries(first)) {
    if (typeof value === "string") known.set(`${parent}.${field}`, value);
    else remember(known, value, field);
  }
}

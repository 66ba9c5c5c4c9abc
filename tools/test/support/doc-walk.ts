/** Splits a page of docs/ into steps: its settings, commands, files and operations in their order. */
import { parse } from "graphql";

export type Step =
  | { kind: "settings"; settings: Record<string, string> }
  | { kind: "command"; name: string; args: string[] }
  | { kind: "file"; content: string }
  | { kind: "operation"; text: string; isQuery: boolean; answer: object; at: number };

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
  const answer: unknown = next?.[1] === "json" ? JSON.parse(next[2] ?? "") : {};
  return { kind: "operation", text, isQuery, answer: Object(answer), at };
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
    .map((line) => {
      const [, start, name = "start", rest = ""] = /^npm (start|run ([\w:-]+)(?: -- (.*))?)$/.exec(line) ?? [];
      if (start === undefined) throw new Error(`a command cannot be walked: ${line}`);
      const args = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      return { kind: "command", name, args };
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

/** Remembers each text in an answer as `parent.field`; of a list, that of its first. */
export function remember(known: Map<string, string>, answer: unknown, parent = ""): void {
  const first: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (typeof first !== "object" || first === null) return;
  for (const [field, value] of Object.entries(first)) {
    if (typeof value === "string") known.set(`${parent}.${field}`, value);
    else remember(known, value, field);
  }
}

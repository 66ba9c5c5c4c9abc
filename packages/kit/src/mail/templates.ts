/** Templates of documents and e-mails: Liquid files that see only their data. A shop's own files are tried when they are opened. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid, LiquidError, type Template } from "liquidjs";
import { ConfigError } from "../runtime/config-error.ts";
import type { Email } from "./mail.ts";
import { renderEveryBranch } from "./template-branches.ts";

/** The data of each template, by its name: `invoice` is the file `invoice.liquid`, `mail/shipped` the file `mail/shipped.liquid`. */
type Shapes = Readonly<Record<string, object>>;

/**
 * Data that each template is tried with when a shop brings files of its own. The first has a value for everything that may be null and an
 * element in every list: with it every branch is rendered. The others are rendered as they are.
 */
export type Examples<Data extends Shapes> = { readonly [Name in keyof Data]: readonly [Data[Name], ...Data[Name][]] };

export type Templates<Data extends Shapes> = {
  /** Renders an HTML document. Every output is escaped. */
  renderDocument<Name extends keyof Data & string>(name: Name, data: Data[Name]): string;
  /** Renders an e-mail in plain text. Its subject is always one line. */
  renderMail<Name extends keyof Data & string>(name: Name, data: Data[Name]): Pick<Email, "subject" | "text">;
  /** The text of a file that is no template, such as a style sheet. */
  readAsset(file: string): string;
};

/** `folder` holds the built-in files. Files in `<overrides>/<service>` take the place of those of the same name. */
export type TemplateSource<Data extends Shapes> = {
  service: string;
  folder: string;
  overrides: string | undefined;
  examples: Examples<Data>;
};

/** `parts`: the pieces of the text that are parsed separately; absent if the text is parsed as a whole. */
type SourceFile = { file: string; text: string; parts?: string[] };
type Files = ReadonlyMap<string, SourceFile>;
type Parsed = { subject: Template[]; body: Template[] };
type Engines = { html: Liquid; plain: Liquid };
type Opened = { files: Files; engines: Engines; parsed: Map<string, Parsed> };

/** Far above any receipt, in characters, milliseconds and units of memory: a faulty template does not hold the service up. */
const limits = { parseLimit: 1_000_000, renderLimit: 2_000, memoryLimit: 20_000_000 };

/**
 * Opens the templates. With `overrides` all of them are tried: a ConfigError names file and line of one that does not parse or that names an
 * unknown variable, filter or partial. Built-in ones alone are parsed when they are first rendered.
 */
export function openTemplates<Data extends Shapes>(source: TemplateSource<Data>): Templates<Data> {
  const { service, folder, overrides } = source;
  const opened = overrides === undefined ? builtInOf(folder) : openFiles(replaceFiles(folder, service, overrides));
  const renderMail = (name: string, data: object) => render(opened.engines, name, parsedOf(opened, name), data);
  // Built-in files are tried by a test and parsed when they are needed, which keeps 80 ms of CPU time out of every start.
  if (overrides !== undefined) tryOut(opened.files, source.examples, renderMail);
  return {
    renderDocument: (name, data) => renderMail(name, data).text,
    renderMail,
    readAsset: (file) => find(opened.files, file).text,
  };
}

/** Built-in files by folder, opened once a process: they hold nothing of the service that is opened. */
const builtIn = new Map<string, Opened>();

function builtInOf(folder: string): Opened {
  const opened = builtIn.get(folder) ?? openFiles(readFolder(folder));
  builtIn.set(folder, opened);
  return opened;
}

function openFiles(files: Files): Opened {
  return { files, engines: createEngines(files), parsed: new Map() };
}

function parsedOf({ files, engines, parsed }: Opened, name: string): Parsed {
  const template = parsed.get(name) ?? parse(files, engines, name);
  parsed.set(name, template);
  return template;
}

/** Renders the examples. */
function tryOut(files: Files, examples: Examples<Shapes>, renderMail: (name: string, data: object) => unknown): void {
  const trial = createEngines(files);
  for (const engine of [trial.html, trial.plain]) renderEveryBranch(engine);
  for (const [name, [full, ...others]] of Object.entries(examples)) {
    const everyBranch = parse(files, trial, name);
    explained(files, () => {
      render(trial, name, everyBranch, full);
      for (const example of [full, ...others]) renderMail(name, example);
    });
  }
}

function render(engines: Engines, name: string, { subject, body }: Parsed, data: object) {
  const text = (part: Template[]) => String(engineOf(engines, name).renderSync(part, data));
  return { subject: text(subject).replace(/\s+/g, " ").trim(), text: text(body) };
}

const isMail = (name: string) => name.startsWith("mail/");
const engineOf = ({ html, plain }: Engines, name: string) => (isMail(name) ? plain : html);

/** Partials are found among the files that were read, and nowhere else. */
function createEngines(files: Files): Engines {
  const options = {
    templates: Object.fromEntries([...files].map(([name, { text }]) => [name, text.trimEnd()])),
    extname: ".liquid",
    cache: true,
    strictVariables: true,
    strictFilters: true,
    timezoneOffset: 0,
    // Without it every engine asks the runtime for its own, which takes 5 ms.
    locale: "en-US",
    ...limits,
  };
  return { html: new Liquid({ ...options, outputEscape: "escape" }), plain: new Liquid(options) };
}

function parse(files: Files, engines: Engines, name: string): Parsed {
  const { text, parts } = find(files, `${name}.liquid`);
  const [subject = "", body = text] = parts ?? [];
  const engine = engineOf(engines, name);
  return explained(files, () => ({ subject: engine.parse(subject), body: engine.parse(body) }));
}

/** The built-in files and those that take their place, by name, such as `mail/shipped.liquid`. */
function replaceFiles(folder: string, service: string, overrides: string): Files {
  const files = readFolder(folder);
  if (!existsSync(overrides)) throw new ConfigError(`HANSA_TEMPLATES: there is no folder ${overrides}`);
  const own = join(overrides, service);
  const known = [...files.keys()].sort();
  for (const name of existsSync(own) ? namesIn(own) : []) {
    if (!known.includes(name) && !name.startsWith("partials/"))
      throw new ConfigError(`${join(own, name)}: no template has this name; the names are ${known.join(", ")}`);
    files.set(name, read(own, name));
  }
  return files;
}

function readFolder(folder: string): Map<string, SourceFile> {
  return new Map(namesIn(folder).map((name) => [name, read(folder, name)]));
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.(liquid|css)$/.test(name));
}

function read(folder: string, name: string): SourceFile {
  const file = join(folder, name);
  const text = readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n");
  if (name.endsWith(".css")) return { file, text };
  return isMail(name) ? { file, text, parts: mailParts(file, text) } : { file, text: withoutTagLines(text) };
}

/** The subject is the first line, the text of the e-mail is below it. */
function mailParts(file: string, text: string): string[] {
  const [, subject = "", gap = "", body = ""] = /^Subject: *(\S[^\n]*)(\n+)(.*)$/s.exec(text) ?? [];
  if (body === "") throw new ConfigError(`${file}, line 1: an e-mail begins with "Subject: " and its subject`);
  // Lines keep their numbers: those above the text stand in a tag, which prints nothing.
  return [subject, `{%${gap}assign _ = nil %}${withoutTagLines(body).trimEnd()}`];
}

/**
 * A line that holds one tag and nothing else leaves no line behind, but for a partial's, which is a line of its own. The end of the line
 * moves into the tag, so that lines keep their numbers.
 */
function withoutTagLines(text: string): string {
  return text.replace(/^[ \t]*(\{%-?(?! *(?:render|include|echo)\b)(?:(?!%\}).)*?)(-?%\})[ \t]*\n/gm, "$1\n$2");
}

/** Runs it. A fault in a template becomes a ConfigError of one line. The text identifies its file: not every fault names it. */
function explained<Value>(files: Files, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const { input } = error.token;
    const source = [...files.values()].find(({ text, parts = [text.trimEnd(), text] }) => parts.includes(input));
    const [line] = error.token.getPosition();
    const [, fault = error.message] = /^(.*?)(?:, file:.*?)?, line:/s.exec(error.message) ?? [];
    throw new ConfigError(`${source?.file ?? "template"}, line ${line}: ${fault.replace(/\s+/g, " ")}`);
  }
}

function find<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name);
  if (value === undefined) throw new Error(`there is no template ${name}`);
  return value;
}

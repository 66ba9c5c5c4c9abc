/** The report of an explanation, in lines: a summary, the plan as a tree, the fields, and what is null without a service. */
import type {
  Explanation,
  FetchStep,
  FieldReport,
  Loss,
  PlanStep,
} from "../../../router/src/control/explain/explanation.ts";
import type { Explained } from "./explain.ts";

const maxFields = 200;
const maxStatements = 10;
const maxErrors = 10;
const maxNulls = 50;
/** The most characters of a statement. */
const maxText = 160;

/** Describes it; `without` names the only service whose absence is shown. */
export function describeExplained(explained: Explained, without: string | undefined): string[] {
  const { operation, role, explanation, errors, notRun } = explained;
  return [
    `${operation} as ${role}: ${summaryOf(explanation)}`,
    ...(notRun ? [`Not run, as ${notRun}: this is the plan of the schemas in this checkout, without times.`] : []),
    "",
    "Plan",
    ...(explanation.plan ? treeOf(explanation.plan) : ["nothing is fetched"]).map((line) => `  ${line}`),
    "",
    "Fields",
    ...listed(explanation.fields, maxFields, "fields").map((line) => `  ${line}`),
    "",
    ...lossLines(explanation.losses, without),
    ...(errors.length > 0 ? ["", "Errors of the answer", ...cut(errors, maxErrors, "errors").map(indent)] : []),
  ];
}

function summaryOf({ plan, durationMs }: Explanation): string {
  const fetches = plan ? fetchesIn(plan) : [];
  const sent = durationMs === undefined ? fetches : fetches.filter((fetch) => fetch.durationMs !== undefined);
  const services = new Set(sent.map(({ service }) => service)).size;
  const statements = sent.reduce((sum, fetch) => sum + statementsOf(fetch), 0);
  const base = `${count(sent.length, "fetch", "fetches")} to ${count(services, "service", "services")}`;
  return durationMs === undefined ? base : `${base}, ${count(statements, "statement", "statements")}, ${durationMs} ms`;
}

/** The lines of a step and those below it, drawn as a tree. */
function treeOf(step: PlanStep): string[] {
  if (step.kind === "Fetch") return fetchLines(step);
  const title = step.kind === "Sequence" ? "in sequence" : "in parallel";
  const last = step.steps.length - 1;
  const below = step.steps.flatMap((each, index) => {
    const [first = "", ...rest] = treeOf(each);
    const [branch, stem] = index === last ? ["└─ ", "   "] : ["├─ ", "│  "];
    return [branch + first, ...rest.map((line) => stem + line)];
  });
  return [title, ...below];
}

function fetchLines(fetch: FetchStep): string[] {
  const { service, isOptional, parts, durationMs, errors = 0, statements = [] } = fetch;
  const places = parts.map(({ path, key, entities }) => {
    const place = path.join(".") || "root fields";
    if (key === undefined) return place;
    return `${place} by ${key}${entities === undefined ? "" : ` (${count(entities, "entity", "entities")})`}`;
  });
  const ran = statementsOf(fetch);
  const facts = [
    ...(parts.length > 1 ? ["joint"] : []),
    ...(isOptional ? ["optional"] : []),
    ...(durationMs === undefined ? [] : [`${durationMs} ms`]),
    ...(ran > 0 ? [count(ran, "statement", "statements")] : []),
    ...(errors > 0 ? [count(errors, "error", "errors")] : []),
  ];
  const shown = statements.map(
    ({ text, count: runs, ms }) => `${ms} ms${runs > 1 ? ` in ${runs} runs` : ""}: ${withoutColumns(text)}`,
  );
  return [
    [`${service}: ${places.join(", ")}`, ...facts].join(", "),
    ...cut(shown, maxStatements, "statements").map((line) => `    ${shorten(line)}`),
  ];
}

/** A statement without the list of its columns, which is longer than the rest. */
function withoutColumns(text: string): string {
  return text.replace(/^select .*? from (?!\()/is, "select … from ");
}

function listed(fields: readonly FieldReport[], most: number, named: string): string[] {
  const rows = fields.map(({ path, field, service, denied }) => [path, field, service ?? "router", verdictOf(denied)]);
  const shown = rows.slice(0, most);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...shown.map((row) => row[column]?.length ?? 0)));
  const lines = shown.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "));
  return [...lines, ...restOf(rows.length - most, named)];
}

function verdictOf(denied: FieldReport["denied"]): string {
  return denied ? `${denied.code}: ${denied.message}` : "allowed";
}

function lossLines(losses: readonly Loss[], without: string | undefined): string[] {
  const found = losses.filter(({ service }) => without === undefined || service === without);
  const lines = found.flatMap(({ service, nulls, isRefused }) => {
    if (isRefused) return [`Without ${service} the operation is refused: the session cannot be checked.`];
    if (nulls.length === 0) return [`Without ${service} nothing is null.`];
    return [`Without ${service} these are null:`, ...cut(nulls, maxNulls, "places").map(indent)];
  });
  return lines.length > 0 || without === undefined ? lines : [`Without ${without} nothing is null: it is not asked.`];
}

function cut(lines: readonly string[], most: number, named: string): string[] {
  return [...lines.slice(0, most), ...restOf(lines.length - most, named)];
}

function restOf(rest: number, named: string): string[] {
  return rest > 0 ? [`and ${rest} more ${named}: --json shows all`] : [];
}

function indent(line: string): string {
  return `  ${line}`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > maxText ? `${line.slice(0, maxText - 1)}…` : line;
}

function fetchesIn(step: PlanStep): FetchStep[] {
  return step.kind === "Fetch" ? [step] : step.steps.flatMap(fetchesIn);
}

function statementsOf({ statements = [] }: FetchStep): number {
  return statements.reduce((sum, statement) => sum + statement.count, 0);
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

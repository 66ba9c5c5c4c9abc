/** View of a plan as it is executed: its steps with the keys of entities, and what was measured of each fetch. */
import type { LoggedStatement } from "@hansa/kit/runtime";
import type { DocumentNode } from "graphql";
import { clientName, type InternalNames } from "../../execution/documents/selections.ts";
import type { ExecutedStep, JointStep } from "../../execution/joint-fetches.ts";
import type { FetchStep } from "../../execution/plan.ts";
import type { PlannedSelection } from "../../planning/elastic.ts";
import type { FetchPart, PlanStep, FetchStep as ShownFetch } from "./explanation.ts";

/** A request that was sent, with its times in milliseconds since the execution began. */
export type MeasuredRequest = {
  startedMs: number;
  endedMs: number;
  errors: number;
  statements: readonly LoggedStatement[];
};

/** The requests, by the parsed query of the plan, which belongs to one fetch. */
export type Measurements = ReadonlyMap<DocumentNode, { request: MeasuredRequest; entities: number | undefined }>;

type View = { names: InternalNames; measurements: Measurements };

/** Shows a step of a plan and those below it. */
export function planView(view: View, step: ExecutedStep): PlanStep {
  if (step.kind === "fetch") return fetchView(view, step, [step]);
  if (step.kind === "joint") return fetchView(view, step, step.parts);
  const steps = step.steps.map((each) => planView(view, each));
  const [only, ...others] = steps;
  return only && others.length === 0 ? only : { kind: step.kind === "sequence" ? "Sequence" : "Parallel", steps };
}

/** The fetches of a step, those of joint ones among them. */
export function fetchesOf(step: ExecutedStep): readonly FetchStep[] {
  if (step.kind === "fetch") return [step];
  return step.kind === "joint" ? step.parts : step.steps.flatMap(fetchesOf);
}

/** The client's names on a path of the plan. */
function clientNames(names: InternalNames, path: readonly string[]): string[] {
  return path.filter((step) => step !== "@").map((step) => clientName(names, step));
}

function fetchView(view: View, { operation }: FetchStep | JointStep, parts: readonly FetchStep[]): ShownFetch {
  // A joint fetch with entities for one of its queries, or with too many, was sent as several requests.
  const requests = new Set(operation.documents.flatMap((query) => view.measurements.get(query)?.request ?? []));
  return {
    kind: "Fetch",
    service: operation.subgraph,
    isOptional: operation.isOptional,
    parts: parts.map((part) => partView(view, part)),
    query: operation.query,
    ...(requests.size > 0 ? sumOf([...requests]) : {}),
  };
}

function sumOf(
  requests: readonly MeasuredRequest[],
): Pick<ShownFetch, "startedMs" | "durationMs" | "errors" | "statements"> {
  const startedMs = Math.min(...requests.map((request) => request.startedMs));
  const endedMs = Math.max(...requests.map((request) => request.endedMs));
  return {
    startedMs: roundMs(startedMs),
    durationMs: roundMs(endedMs - startedMs),
    errors: requests.reduce((sum, { errors }) => sum + errors, 0),
    statements: sumByText(requests.flatMap(({ statements }) => statements)),
  };
}

function sumByText(statements: readonly LoggedStatement[]): LoggedStatement[] {
  const sums = new Map<string, LoggedStatement>();
  for (const { text, count, ms } of statements) {
    const sum = sums.get(text);
    sums.set(text, { text, count: count + (sum?.count ?? 0), ms: ms + (sum?.ms ?? 0) });
  }
  return [...sums.values()];
}

function partView({ names, measurements }: View, { operation, path, requires }: FetchStep): FetchPart {
  const [query] = operation.documents;
  const entities = query && measurements.get(query)?.entities;
  return {
    path: clientNames(names, path),
    ...(requires ? { key: requires.map(printSelection).join(", ") } : {}),
    ...(entities === undefined ? {} : { entities }),
  };
}

function printSelection(selection: PlannedSelection): string {
  const name = selection.kind === "Field" ? selection.name : (selection.typeCondition ?? "...");
  const below = (selection.selections ?? []).filter((each) => each.kind !== "Field" || each.name !== "__typename");
  return below.length > 0 ? `${name} { ${below.map(printSelection).join(" ")} }` : name;
}

function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}

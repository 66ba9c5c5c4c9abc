/** The report of a checked change, for a person: changes by level with the operations that they concern, costs, hints and missing approvals. */
import type { Level } from "../../../../router/src/control/changes/change.ts";
import { approvalsPage } from "./approvals.ts";
import type { CheckedChange, CheckedSchema, Findings } from "./check.ts";
import { type CostChange, costNames } from "./costs.ts";
import type { Client, ReportedOperation } from "./operations.ts";

const levels: readonly Level[] = ["breaking", "dangerous", "safe"];
const headings: Record<Level, string> = { breaking: "Breaking", dangerous: "Dangerous", safe: "Safe" };
/** The most operations of a change, and clients of an operation, that are listed. */
const maxListed = 8;

/** The breaking changes that no line of docs/contributors/approved-changes.md names. */
export function unapprovedOf({ changes }: Pick<Findings, "changes">): CheckedChange[] {
  return changes.filter(({ level, approved }) => level === "breaking" && approved === null);
}

/** The lines of the report on a checkout. */
export function describeCheck(checked: CheckedSchema): string[] {
  const { against, subgraphs, changes } = checked;
  return [
    `This checkout against ${against.name} (${against.commit.slice(0, 12)}): ${subgraphs.length} subgraphs, ${changes.length} changes.`,
    ...describeFindings(checked),
  ];
}

/** The lines about the changes between two supergraphs, and the verdict. */
export function describeFindings(findings: Findings): string[] {
  const { changes, costs, hints, idleApprovals, operations } = findings;
  return [
    ...(changes.length === 0
      ? []
      : [`${operations.judged} of ${operations.known} known operations were valid before.`]),
    ...levels.flatMap((level) =>
      section(headings[level], changes.filter((change) => change.level === level).flatMap(describeChange)),
    ),
    ...section("Costs", costs.map(describeCost)),
    ...section("Hints of the composition", hints),
    ...idleApprovals.map((coordinate) => `${approvalsPage} names ${coordinate}, of which nothing breaks.`),
    describeVerdict(unapprovedOf(findings)),
  ];
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", heading, ...lines.map((line) => `  ${line}`)];
}

/** A change, with the operations that it concerns. */
export function describeChange({ coordinate, message, approved, operations }: CheckedChange): string[] {
  return [
    `${coordinate}: ${message.replace(/\s*\n\s*/g, " ")}`,
    ...(operations.length === 0 ? [] : [`    for ${listOf(operations.map(describeOperation))}`]),
    ...(approved === null ? [] : [`    approved: ${approved}`]),
  ];
}

function describeCost(change: CostChange): string {
  const numbers = costNames.flatMap((name) => {
    const pair = change[name];
    return pair === null ? [] : [`${name} ${pair.before} → ${pair.after}`];
  });
  return `${describeOperation(change)}: ${numbers.join(", ")}`;
}

function describeOperation({ label, place, clients }: ReportedOperation): string {
  const shown = clients.length === 0 ? place : `${place}: ${listOf(clients.map(describeClient))}`;
  return label === place ? label : `${label} (${shown})`;
}

function describeClient({ name, version, count, lastUsedAt }: Client): string {
  return `${name || "unnamed client"} ${version} ${count} times, last on ${new Date(lastUsedAt).toISOString().slice(0, 10)}`;
}

function listOf(texts: readonly string[]): string {
  const more = texts.length - maxListed;
  return `${texts.slice(0, maxListed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function describeVerdict(unapproved: readonly CheckedChange[]): string {
  if (unapproved.length === 0) return "Nothing breaks without an approval.";
  const coordinates = [...new Set(unapproved.map(({ coordinate }) => coordinate))];
  return `Not approved: ${coordinates.join(", ")}. Keep them, or name them in ${approvalsPage} (docs/owners/upgrades.md).`;
}

/** Approvals: the breaking changes that docs/contributors/approved-changes.md names, each with its reason and date. */
import { CommandFailure } from "@hansa/kit/command-line";
import type { Tree } from "./tree.ts";

export const approvalsPage = "docs/contributors/approved-changes.md";

export type Approval = { coordinate: string; reason: string; date: string };

const header = "| coordinate | reason | date |";
const rule = "|---|---|---|";
/** A coordinate of a schema, `operation` with its name or place, or `contract` with its name. */
const coordinates = /^(@?\w+(\.\w+)?(\(\w+:\))?|operation \S+|contract \w+)$/;

/** Reads the page of a version; a version without it approves nothing. Throws a failure that names every broken row. */
export function readApprovals(tree: Tree): Approval[] {
  const lines = (tree.get(approvalsPage) ?? "")
    .split("\n")
    .map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const table = lines.filter(({ line }) => line.startsWith("|"));
  if (table.length === 0) return [];
  const [first, second, ...rows] = table;
  const faults = [
    ...(first?.line === header && second?.line === rule ? [] : [`its table does not begin with ${header}`]),
    ...rows.flatMap(faultsOf),
  ];
  const approvals = rows.map(({ line }) => readRow(line));
  const twice = approvals.filter(
    ({ coordinate }, index) => approvals.findIndex((one) => one.coordinate === coordinate) < index,
  );
  faults.push(...twice.map(({ coordinate }) => `${coordinate} is approved twice`));
  if (faults.length > 0) throw new CommandFailure(`${approvalsPage}: ${faults.join("; ")}.`);
  return approvals;
}

function readRow(line: string): Approval {
  const [, coordinate = "", reason = "", date = ""] = line.split("|").map((cell) => cell.trim());
  return { coordinate: /^`([^`]+)`$/.exec(coordinate)?.[1] ?? "", reason, date };
}

function faultsOf({ line, number }: { line: string; number: number }): string[] {
  const { coordinate, reason, date } = readRow(line);
  return [
    ...(line.split("|").length === 5 ? [] : [`line ${number} has not three cells`]),
    ...(coordinates.test(coordinate) ? [] : [`line ${number} has no coordinate such as \`Product.title\``]),
    ...(reason === "" ? [`line ${number} has no reason`] : []),
    ...(isDate(date) ? [] : [`line ${number} has no date such as 2026-12-01`]),
  ];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(text).toJSON()?.startsWith(text) === true;
}

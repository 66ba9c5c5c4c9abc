/** Publication of a version: composed or given, compared with the current one, and stored unless it breaks something without an approval. */
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import path from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { addVersion, readCurrent, type Version } from "../../../../router/src/control/registry/versions.ts";
import { contractFaultsOf } from "../../../../router/src/graph/composition/composition.ts";
import { graphFiles } from "../../../../router/src/graph/composition/sources.ts";
import { parseSupergraph } from "../../../../router/src/planning/key-order.ts";
import { buildSupergraph } from "../../../../router/src/planning/plan-builder.ts";
import { describeCheckout } from "../../../host/commit.ts";
import { requireHostConfig, root } from "../../../host/shop.mjs";
import { type CheckedChange, checkSupergraphs, composeCheckout, type Findings, withPlanner } from "../check/check.ts";
import { findOperations } from "../check/operations.ts";
import { unapprovedOf } from "../check/report.ts";
import { readCheckout, type Tree } from "../check/tree.ts";
import { readUsage } from "../check/usage.ts";

/** A file with the supergraph, one with operations that clients sent, and who publishes; each may be absent. */
export type PublishOptions = { supergraph?: string; usage?: string; author?: string };

/** A comparison with the current version, which is undefined before the first, and the version that was stored after it. */
export type Publication = { current: Version | undefined; findings: Findings; published: Version | undefined };

/** The folder of the registry. */
export function registryFolder(): string {
  const { data } = requireHostConfig();
  return path.resolve(root, process.env.HANSA_SCHEMAS || path.join(data, "schemas"));
}

/**
 * Publishes the supergraph of this checkout or a given one, judged for the operations that the checkout shows. One that is the current version
 * already is not stored again.
 */
export async function publishVersion(
  folder: string,
  options: PublishOptions,
  checkout: Tree = readCheckout(),
): Promise<Publication> {
  const given = options.supergraph;
  const composed = given === undefined ? composeCheckout(checkout) : { supergraph: readSupergraph(given), hints: [] };
  const current = await readCurrent(folder);
  const findings = await compareWith(current, composed, checkout, options.usage);
  const isSame = current?.supergraph === composed.supergraph;
  if (isSame || unapprovedOf(findings).length > 0) return { current, findings, published: undefined };
  const published = await addVersion(folder, current, {
    ...draftOf(current, findings, options.author),
    commit: (given === undefined ? describeCheckout() : undefined) ?? null,
    restores: null,
    supergraph: composed.supergraph,
  });
  return { current, findings, published };
}

/** Reads a supergraph that another tool may have composed, which knows nothing of contracts. Throws if it breaks one. */
function readSupergraph(file: string): string {
  const supergraph = readFileSync(file, "utf8");
  const faults = contractFaultsOf(buildSupergraph(parseSupergraph(supergraph)).schema);
  if (faults.length > 0) throw new CommandFailure(`${file} cannot be published:\n${faults.join("\n")}`);
  return supergraph;
}

/** Compares a supergraph with the current version, or with the committed graph, which serves before there is one, for the operations of a checkout. */
export function compareWith(
  current: Version | undefined,
  composed: { supergraph: string; hints: readonly string[] },
  checkout: Tree,
  usage?: string,
): Promise<Findings> {
  const before = current?.supergraph ?? readFileSync(graphFiles(root).supergraph, "utf8");
  const known = [...findOperations(checkout), ...(usage === undefined ? [] : readUsage(usage))];
  const trees = { before: checkout, after: checkout };
  return withPlanner((planning) => checkSupergraphs({ before, ...composed }, known, trees, planning));
}

/** The publication and the checks that every new version records. */
export function draftOf(
  current: Version | undefined,
  { changes, hints }: Pick<Findings, "changes" | "hints">,
  author = userInfo().username,
): Pick<Version, "author" | "publishedAt" | "checks"> {
  return {
    author,
    publishedAt: systemRuntime.now(),
    checks: { against: current?.number ?? null, changes: changes.map(recordChange), hints: [...hints] },
  };
}

function recordChange({ operations, ...change }: CheckedChange): Version["checks"]["changes"][number] {
  return { ...change, operations: operations.map(({ label }) => label) };
}

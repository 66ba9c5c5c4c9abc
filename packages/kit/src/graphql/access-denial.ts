/** Denial of access: evaluates the rules of a field for a viewer and creates the error that names the missing scopes. */
import type { GraphQLError } from "graphql";
import { hasScope, type Viewer } from "../identity/identity.ts";
import { graphqlError } from "./operation/coded-errors.ts";

/** Every alternative is a list of names that must all hold: `[["a", "b"], ["c"]]` is (a and b) or c. */
export type Alternatives = string[][];
export type Rule =
  | { kind: "authenticated" }
  | { kind: "scopes"; alternatives: Alternatives }
  | { kind: "policy"; alternatives: Alternatives };

/**
 * Rules that need no row, by their name in `@policy`. An unknown name is never fulfilled. Staff are people: an API client's rights are
 * exactly its scopes.
 */
const policies: ReadonlyMap<string, (viewer: Viewer) => boolean> = new Map([
  ["staff", (viewer) => viewer.kind === "user" && viewer.role !== "CUSTOMER"],
]);

function holds(rule: Rule, viewer: Viewer): boolean {
  if (rule.kind === "authenticated") return viewer.kind === "user" || viewer.kind === "client";
  const fulfils =
    rule.kind === "scopes"
      ? (name: string) => hasScope(viewer, name)
      : (name: string) => policies.get(name)?.(viewer) ?? false;
  return rule.alternatives.some((all) => all.length > 0 && all.every(fulfils));
}

/** Whether every rule holds for this viewer. */
export function permits(rules: readonly Rule[], viewer: Viewer): boolean {
  return rules.every((rule) => holds(rule, viewer));
}

/** The refusal of this viewer; undefined if every rule holds. Guests learn nothing of the rule: signing in comes first. */
export function denialError(rules: readonly Rule[], viewer: Viewer): GraphQLError | undefined {
  if (permits(rules, viewer)) return undefined;
  const failed = rules.filter((rule) => !holds(rule, viewer));
  if (viewer.kind === "guest") return graphqlError("UNAUTHENTICATED", "Sign in first.");
  const missingScopes = findMissingScopes(failed, viewer);
  if (missingScopes.length === 0) return graphqlError("FORBIDDEN", "Your role or key does not allow this.");
  const names = missingScopes.map((all) => all.map((name) => `\`${name}\``).join(" with ")).join(" or ");
  return graphqlError("FORBIDDEN", `Your role or key does not have the scope ${names}.`, { missingScopes });
}

/** The scopes that the viewer lacks, by alternative. Several rules that demand scopes together are one alternative. */
function findMissingScopes(failed: readonly Rule[], viewer: Viewer): Alternatives {
  const scopeRules = failed.flatMap((rule) => (rule.kind === "scopes" ? [rule.alternatives] : []));
  const combined = scopeRules.reduce<Alternatives>(
    (some, more) => some.flatMap((names) => more.map((others) => [...new Set([...names, ...others])])),
    [[]],
  );
  const missing = combined.map((names) => names.filter((name) => !hasScope(viewer, name)));
  return missing.filter((names) => names.length > 0);
}

/** Changes of access rules: a rule that a field loses, gains or exchanges for another one. */
import { type GraphQLSchema, resolveSchemaCoordinate } from "graphql";
import { type AccessRule, describeRule } from "../../graph/composition/access-rules.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Change } from "./change.ts";

type Guarded = Pick<Graph, "clientSchema" | "accessRules">;

/**
 * Compares the rules of the fields that both versions have. Each change is breaking: without its rule a protected field is shown to everybody,
 * and a new rule refuses clients that were answered.
 */
export function findAccessChanges(before: Guarded, after: Guarded): Change[] {
  const [earlierRules, laterRules] = [before.accessRules, after.accessRules];
  const fields = [...new Set([...earlierRules.keys(), ...laterRules.keys()])].filter(
    (field) => hasField(before.clientSchema, field) && hasField(after.clientSchema, field),
  );
  return fields.flatMap((coordinate): Change[] => {
    const [earlier, later] = [earlierRules.get(coordinate), laterRules.get(coordinate)];
    if (textOf(earlier) === textOf(later)) return [];
    const change = (kind: string, message: string): Change => ({ level: "breaking", kind, coordinate, message });
    if (!later) return [change("ACCESS_RULE_LOST", `The access rule is gone. Before: ${describe(earlier)}`)];
    if (!earlier) return [change("ACCESS_RULE_ADDED", `There was no access rule. Now: ${describe(later)}`)];
    return [change("ACCESS_RULE_CHANGED", `Before: ${describe(earlier)} Now: ${describe(later)}`)];
  });
}

function hasField(schema: GraphQLSchema, coordinate: string): boolean {
  const [type = ""] = coordinate.split(".");
  return schema.getType(type) !== undefined && resolveSchemaCoordinate(schema, coordinate) !== undefined;
}

function describe(rule: AccessRule | undefined): string {
  return rule === undefined ? "" : describeRule(rule);
}

/** Equal for rules with the same alternatives, in any order. */
function textOf(rule: AccessRule | undefined): string {
  if (rule === undefined) return "";
  const sort = (alternatives: AccessRule["scopes"]) => alternatives.map((names) => names.toSorted().join("&")).sort();
  return JSON.stringify([rule.authenticated, sort(rule.scopes), sort(rule.policies)]);
}

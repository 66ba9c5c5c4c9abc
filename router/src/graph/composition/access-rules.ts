/** Access rules: the session, scopes and policies that fields of a supergraph demand, as composition merged them. */
import type { Alternatives, Rule } from "@hansa/kit/graphql";
import type { Schema } from "../../planning/elastic.ts";

/** The demands of one element. An empty list demands nothing; of alternatives, all names of one are required together. */
export type AccessRule = { authenticated: boolean; scopes: Alternatives; policies: Alternatives };

type Directives = { appliedDirectivesOf(name: string): readonly { arguments(): Record<string, unknown> }[] };

const identities = {
  authenticated: "https://specs.apollo.dev/authenticated",
  requiresScopes: "https://specs.apollo.dev/requiresScopes",
  policy: "https://specs.apollo.dev/policy",
} as const;

/**
 * Finds the rule of each protected field, by its coordinate (`Query.payments`): its own, that of its parent type and that of the type it
 * returns. Several demands of one kind must all hold; they are multiplied out into alternatives.
 */
export function findAccessRules(schema: Schema): Map<string, AccessRule> {
  const names = directiveNamesIn(schema);
  const rules = new Map<string, AccessRule>();
  if (Object.values(names).every((name) => name === undefined)) return rules;
  for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
    for (const field of type.fields()) {
      const returned = field.type?.toString().replace(/[[\]!]/g, "") ?? "";
      const sources: (Directives | undefined)[] = [type, field, schema.type(returned)];
      const rule = sources.map((source) => readRule(source, names)).reduce(bothRules);
      if (isDemanding(rule)) rules.set(field.coordinate, rule);
    }
  }
  return rules;
}

/** The guarded fields that an interface of their type has too, as reasons to serve no such graph: a query by the interface would not meet their rules. */
export function findHiddenRules(schema: Schema, rules: ReadonlyMap<string, AccessRule>): string[] {
  return schema.objectTypes().flatMap((type) =>
    type.fields().flatMap(({ name, coordinate }) => {
      const shared = rules.has(coordinate) ? type.interfaces().find((each) => each.field(name)) : undefined;
      return shared
        ? [`${coordinate} has an access rule, and ${shared.name}.${name} is the same field without it`]
        : [];
    }),
  );
}

/** The demands of a rule, as the services judge them. */
export function demandsOf({ authenticated, scopes, policies }: AccessRule): Rule[] {
  const ruleOf = (kind: "scopes" | "policy", alternatives: Alternatives): Rule[] =>
    alternatives.length > 0 ? [{ kind, alternatives }] : [];
  return [
    ...(authenticated ? [{ kind: "authenticated" } as const] : []),
    ...ruleOf("scopes", scopes),
    ...ruleOf("policy", policies),
  ];
}

/** States a rule for a description, as in "Requires the scope `orders:read`.". */
export function describeRule({ authenticated, scopes, policies }: AccessRule): string {
  const demands = [
    ...(scopes.length > 0 ? [`the scope ${orOf(scopes)}`] : []),
    ...(policies.length > 0 ? [`the policy ${orOf(policies)}`] : []),
  ];
  if (demands.length > 0) return `Requires ${demands.join(" and ")}.`;
  return authenticated ? "Requires a signed-in viewer." : "";
}

function orOf(alternatives: Alternatives): string {
  return alternatives.map((names) => names.map((name) => `\`${name}\``).join(" with ")).join(" or ");
}

type Names = Record<keyof typeof identities, string | undefined>;

/** The names of the three directives in this schema, which may have imported them under others. */
function directiveNamesIn(schema: Schema): Names {
  const nameOf = (directive: keyof typeof identities) =>
    schema.coreFeatures?.getByIdentity(identities[directive])?.directiveNameInSchema(directive);
  return {
    authenticated: nameOf("authenticated"),
    requiresScopes: nameOf("requiresScopes"),
    policy: nameOf("policy"),
  };
}

function readRule(element: Directives | undefined, names: Names): AccessRule {
  const applied = (name: string | undefined) => (name && element ? element.appliedDirectivesOf(name) : []);
  const listsOf = (name: string | undefined, argument: string): Alternatives[] =>
    applied(name).map((directive) => readAlternatives(directive.arguments()[argument]));
  return {
    authenticated: applied(names.authenticated).length > 0,
    scopes: listsOf(names.requiresScopes, "scopes").reduce(bothAlternatives, []),
    policies: listsOf(names.policy, "policies").reduce(bothAlternatives, []),
  };
}

function readAlternatives(value: unknown): Alternatives {
  const lists: unknown[] = Array.isArray(value) ? value : [];
  return lists.map((list) => (Array.isArray(list) ? list.map(String) : []));
}

function bothRules(one: AccessRule, other: AccessRule): AccessRule {
  return {
    authenticated: one.authenticated || other.authenticated,
    scopes: bothAlternatives(one.scopes, other.scopes),
    policies: bothAlternatives(one.policies, other.policies),
  };
}

function bothAlternatives(one: Alternatives, other: Alternatives): Alternatives {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one;
  return one.flatMap((names) => other.map((more) => [...new Set([...names, ...more])]));
}

function isDemanding({ authenticated, scopes, policies }: AccessRule): boolean {
  return authenticated || scopes.length > 0 || policies.length > 0;
}

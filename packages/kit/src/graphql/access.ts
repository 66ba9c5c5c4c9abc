/** Access rules of a subgraph's SDL, found by the address in `@link`: an import under another name is the same rule. */
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  Kind,
} from "graphql";
import { z } from "zod";
import type { Viewer } from "../identity/identity.ts";
import type { Alternatives, Rule } from "./access-denial.ts";
import { argumentsOf, type Described, directivesOn } from "./operation/directives.ts";

/** The viewers of objects that are resolved for another viewer than the request's. */
const ownViewers = new WeakMap<object, Viewer>();

/**
 * Resolves the guarded fields of this one object for `viewer` instead of the request's viewer: the response of `login` shows a person
 * their own account. Pass a fresh copy, not a loader's row, which other parts of the response may share.
 */
export function showTo<Shown extends object>(viewer: Viewer, shown: Shown): Shown {
  ownViewers.set(shown, viewer);
  return shown;
}

/** The context in which a guarded field of this object is resolved. */
export function contextFor<Context extends { viewer: Viewer }>(shown: unknown, context: Context): Context {
  const viewer = typeof shown === "object" && shown !== null ? ownViewers.get(shown) : undefined;
  return viewer ? { ...context, viewer } : context;
}

type AccessRules = {
  ofType(type: GraphQLObjectType): Rule[];
  /** All rules in front of a field. Throws if it is an entry point without any of its own. */
  ofField(type: GraphQLObjectType, field: Pick<GraphQLField<unknown, unknown>, "name" | "type" | "astNode">): Rule[];
};

/** Reads the access rules of a schema. */
export function readAccessRules(schema: GraphQLSchema): AccessRules {
  const names = directiveNames(directivesOn(schema));
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const rulesOn = (...described: Described[]) =>
    described.flatMap(directivesOn).flatMap((directive) => ruleOf(directive, names) ?? []);
  return {
    ofType: (type) => rulesOn(type),
    ofField: (type, field) => {
      if (roots.has(type)) {
        if (federationFields.has(field.name)) return [];
        const isPublic = directivesOn(field).some(({ name }) => name.value === "public");
        if (!isPublic && rulesOn(field).length === 0) throw new Error(`${type.name}.${field.name} has no access rule`);
      }
      const inherited = type.getInterfaces().flatMap((parent) => [parent, parent.getFields()[field.name] ?? []].flat());
      return rulesOn(type, field, ...inherited, getNamedType(field.type));
    },
  };
}

const federationFields: ReadonlySet<string> = new Set(["_service", "_entities"]);

/** The fields with a rule in the SDL itself, not in the schema built from it, by the names of their types. */
export function findRuledFields({ definitions }: DocumentNode): { type: string; field: string }[] {
  const names = directiveNames(
    definitions.flatMap((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? (definition.directives ?? [])
        : [],
    ),
  );
  const hasRule = (node: { directives?: readonly ConstDirectiveNode[] }) =>
    (node.directives ?? []).some((directive) => ruleOf(directive, names));
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
      ? (definition.fields ?? [])
          .filter((field) => hasRule(definition) || hasRule(field))
          .map((field) => ({ type: definition.name.value, field: field.name.value }))
      : [],
  );
}

type DirectiveNames = Record<"authenticated" | "requiresScopes" | "policy", ReadonlySet<string>>;

/** The names under which this subgraph imported the three rules, and their full names, which always work. */
function directiveNames(directives: readonly ConstDirectiveNode[]): DirectiveNames {
  const names = { authenticated: new Set<string>(), requiresScopes: new Set<string>(), policy: new Set<string>() };
  for (const link of directives.filter((directive) => directive.name.value === "link")) {
    const { url, as: alias, import: imports } = linkArguments.parse(argumentsOf(link));
    for (const [rule, known] of Object.entries(names)) {
      if (url.startsWith("https://specs.apollo.dev/federation/")) known.add(`${alias ?? "federation"}__${rule}`);
      else if (url.startsWith(`https://specs.apollo.dev/${rule}/`)) known.add(alias ?? rule);
      else continue;
      for (const imported of imports) {
        const [name, here] = typeof imported === "string" ? [imported, imported] : [imported.name, imported.as];
        if (name === `@${rule}`) known.add(here.slice(1));
      }
    }
  }
  return names;
}

const linkArguments = z.object({
  url: z.string(),
  as: z.string().optional(),
  import: z.array(z.union([z.string(), z.object({ name: z.string(), as: z.string() })])).default([]),
});

function ruleOf(directive: ConstDirectiveNode, names: DirectiveNames): Rule | undefined {
  const name = directive.name.value;
  if (names.authenticated.has(name)) return { kind: "authenticated" };
  if (names.requiresScopes.has(name)) return { kind: "scopes", alternatives: alternatives(directive, "scopes") };
  if (names.policy.has(name)) return { kind: "policy", alternatives: alternatives(directive, "policies") };
  return undefined;
}

function alternatives(directive: ConstDirectiveNode, argument: string): Alternatives {
  return z.array(z.array(z.string())).parse(argumentsOf(directive)[argument]);
}

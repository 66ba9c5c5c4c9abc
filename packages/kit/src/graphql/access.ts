/** Access rules of a subgraph's SDL, enforced in front of every resolver. */
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from "graphql";
import { z } from "zod";
import type { Viewer } from "../identity/identity.ts";
import { type Alternatives, denialError, type Rule } from "./access-denial.ts";

type ContextWithViewer = { viewer: Viewer };
export type AccessReport = { guardedFields: number; guardedReferences: number; publicRootFields: number };

const enforced = new WeakSet<object>();

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

/**
 * Wraps every resolver and reference resolver that has a rule. Throws if an entry point has no rule at all. Rules are found by the address
 * in `@link`, so that an import under another name is the same rule.
 */
export function enforceAccess(schema: GraphQLSchema): AccessReport {
  const names = directiveNames(directivesOn(schema));
  const roots = new Set(rootTypes(schema));
  const report = { guardedFields: 0, guardedReferences: 0, publicRootFields: 0 };
  for (const type of objectTypes(schema)) {
    const isRoot = roots.has(type.name);
    const typeRules = rulesOn(type, names);
    for (const field of Object.values(type.getFields())) {
      if (isRoot && isFederationField(field)) continue;
      const ownRules = rulesOn(field, names);
      const isPublic = directivesOn(field).some((directive) => directive.name.value === "public");
      if (isRoot && ownRules.length === 0 && !isPublic)
        throw new Error(`${type.name}.${field.name} has no access rule`);
      if (isRoot && isPublic) report.publicRootFields += 1;
      const rules = [
        ...typeRules,
        ...ownRules,
        ...interfaceRules(type, field, names),
        ...rulesOn(namedTypeOf(field.type), names),
      ];
      if (rules.length === 0) continue;
      guardField(field, rules);
      report.guardedFields += 1;
    }
    if (typeRules.length > 0 && guardReference(type, typeRules)) report.guardedReferences += 1;
  }
  return report;
}

/**
 * Reads the SDL itself, not the schema built from it, and throws if a rule in it is not enforced on its resolver: a rule that was lost
 * between the two is found before the service starts.
 */
export function assertEnforced(schema: GraphQLSchema, sdl: DocumentNode): void {
  const names = directiveNames(sdl.definitions.flatMap(linksOf));
  for (const definition of sdl.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const type = schema.getType(definition.name.value);
    for (const node of definition.fields ?? []) {
      const isRuled = hasRule(definition, names) || hasRule(node, names);
      const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
      if (isRuled && !(field?.resolve && enforced.has(field.resolve))) {
        throw new Error(`the rule on ${definition.name.value}.${node.name.value} is not enforced`);
      }
    }
  }
}

function linksOf(definition: DefinitionNode): readonly ConstDirectiveNode[] {
  const isHead = definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION;
  return (isHead && definition.directives) || [];
}

function hasRule({ directives }: { directives?: readonly ConstDirectiveNode[] }, names: DirectiveNames): boolean {
  const known = Object.values(names);
  return (directives ?? []).some((directive) => known.some((rule) => rule.has(directive.name.value)));
}

/** A refusal is a rejection, never thrown: an executor that stops at an error leaves siblings that are still loading unhandled. */
function guardField(field: GraphQLField<unknown, ContextWithViewer>, rules: readonly Rule[]): void {
  const inner = field.resolve ?? defaultFieldResolver;
  const guarded: typeof inner = (parent, args, context, info) => {
    const viewer = typeof parent === "object" && parent !== null ? ownViewers.get(parent) : undefined;
    const seen = viewer ? { ...context, viewer } : context;
    const refused = denialError(rules, seen.viewer);
    return refused ? Promise.reject(refused) : inner(parent, args, seen, info);
  };
  enforced.add(guarded);
  field.resolve = guarded;
}

type ResolveReference = (reference: unknown, context: ContextWithViewer, info: GraphQLResolveInfo) => unknown;
const referenceHolder = z.object({
  subgraph: z.object({ resolveReference: z.custom<ResolveReference>((value) => typeof value === "function") }),
});

/** Rejects and never throws: a reference resolver that throws at once would null every entity of the request, not this one. */
function guardReference(type: GraphQLObjectType, rules: readonly Rule[]): boolean {
  const holder = referenceHolder.safeParse(type.extensions.apollo);
  if (!holder.success) return false;
  const inner = holder.data.subgraph.resolveReference;
  const resolveReference: ResolveReference = (reference, context, info) => {
    const refused = denialError(rules, context.viewer);
    if (refused) return Promise.reject(refused);
    try {
      return inner(reference, context, info);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  type.extensions = { ...type.extensions, apollo: { ...apolloExtensions(type), subgraph: { resolveReference } } };
  return true;
}

function apolloExtensions(type: GraphQLObjectType): object {
  const { apollo } = type.extensions;
  return typeof apollo === "object" && apollo !== null ? apollo : {};
}

type DirectiveNames = Record<"authenticated" | "requiresScopes" | "policy", ReadonlySet<string>>;
type Described = {
  astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined;
  extensionASTNodes?: readonly { directives?: readonly ConstDirectiveNode[] }[];
};

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

function rulesOn(described: Described, names: DirectiveNames): Rule[] {
  return directivesOn(described).flatMap((directive): Rule[] => {
    const name = directive.name.value;
    if (names.authenticated.has(name)) return [{ kind: "authenticated" }];
    if (names.requiresScopes.has(name)) return [{ kind: "scopes", alternatives: alternatives(directive, "scopes") }];
    if (names.policy.has(name)) return [{ kind: "policy", alternatives: alternatives(directive, "policies") }];
    return [];
  });
}

function alternatives(directive: ConstDirectiveNode, argument: string): Alternatives {
  return z.array(z.array(z.string())).parse(argumentsOf(directive)[argument]);
}

function interfaceRules(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, names: DirectiveNames): Rule[] {
  return type.getInterfaces().flatMap((parent) => {
    const inherited = parent.getFields()[field.name];
    return [...rulesOn(parent, names), ...(inherited ? rulesOn(inherited, names) : [])];
  });
}

function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries(
    (directive.arguments ?? []).map((given) => [given.name.value, valueFromASTUntyped(given.value)]),
  );
}

function directivesOn({ astNode, extensionASTNodes }: Described): ConstDirectiveNode[] {
  return [astNode, ...(extensionASTNodes ?? [])].flatMap((node) => node?.directives ?? []);
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .filter(isObjectType);
}

/** The root types of the graph. */
function rootTypes(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.flatMap((type) => type?.name ?? []);
}

function namedTypeOf(type: GraphQLOutputType): GraphQLNamedType {
  return isListType(type) || isNonNullType(type) ? namedTypeOf(type.ofType) : type;
}

function isFederationField(field: GraphQLField<unknown, unknown>): boolean {
  return field.name === "_service" || field.name === "_entities";
}

/** Guard of each field: made from the schema's directives, it is the resolver that graphql-js and compiled execution call. */
import {
  type DocumentNode,
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNullableType,
  isCompositeType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { z } from "zod";
import type { Viewer } from "../identity/identity.ts";
import { chargeCall, isPastChanges, type RequestBudget, spendValues, waitForTurn } from "../runtime/request-budget.ts";
import { deadlineExceeded } from "../runtime/request-refusals.ts";
import { contextFor, findRuledFields, readAccessRules } from "./access.ts";
import { denialError, type Rule } from "./access-denial.ts";
import { clearLoaders } from "./loaders.ts";
import { externalResolver } from "./operation/external-fields.ts";
import { type InputCheck, inputCheck } from "./operation/input-limits.ts";
import { referenceCheck } from "./operation/references.ts";

type Context = { viewer: Viewer; budget?: RequestBudget | undefined; loaders?: object };
type Resolver = GraphQLFieldResolver<unknown, Context>;

type Guard = {
  rules: readonly Rule[];
  checkInput: InputCheck | undefined;
  resolve: Resolver;
  /** Whether a call costs more than reading a property. */
  isCharged: boolean;
  /** Whether the values, or the items of a list, have fields of their own. */
  hasFields: boolean;
  makesChanges: boolean;
};

/** The resolvers that enforce a rule. */
const enforcing = new WeakSet<object>();

/** Puts a guard in front of every field but plain properties, and of every reference resolver. Throws if an entry point has no access rule. */
export function guardFields(schema: GraphQLSchema): void {
  const access = readAccessRules(schema);
  const entities = schema.getQueryType()?.getFields()._entities;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of fieldsOf(type)) {
      const rules = access.ofField(type, field);
      const checkInput = field === entities ? referenceCheck(schema) : inputCheck(field);
      const resolve = field.resolve ?? externalResolver(type, field);
      const isCharged = resolve !== undefined || rules.length > 0 || checkInput !== undefined;
      const nullableType = getNullableType(field.type);
      if (!isCharged && isLeafType(nullableType)) continue;
      const guarded = guardedResolver({
        rules,
        checkInput,
        resolve: resolve ?? defaultFieldResolver,
        isCharged,
        hasFields: isCompositeType(getNullableType(isListType(nullableType) ? nullableType.ofType : nullableType)),
        makesChanges: type === schema.getMutationType(),
      });
      if (rules.length > 0) enforcing.add(guarded);
      field.resolve = guarded;
    }
    guardReferences(type, access.ofType(type));
  }
}

function fieldsOf(type: GraphQLObjectType<unknown, Context>): GraphQLField<unknown, Context>[] {
  return Object.values(type.getFields());
}

/** Throws if a rule of the SDL is not enforced: a rule that was lost on the way to the schema is found before the service starts. */
export function assertEnforced(schema: GraphQLSchema, sdl: DocumentNode): void {
  for (const { type, field } of findRuledFields(sdl)) {
    const built = schema.getType(type);
    const resolve = isObjectType(built) ? built.getFields()[field]?.resolve : undefined;
    if (!resolve || !enforcing.has(resolve)) throw new Error(`the rule on ${type}.${field} is not enforced`);
  }
}

/**
 * The resolver behind its guard. Items of a list are counted before any of them is completed; once a request has ended, its resolvers do nothing
 * and give nothing; and a fault is a rejection: an executor that stops at an error leaves siblings that are still loading unhandled.
 */
function guardedResolver({ rules, checkInput, resolve, isCharged, hasFields, makesChanges }: Guard): Resolver {
  function settle(value: unknown, budget: RequestBudget | undefined, info: GraphQLResolveInfo): unknown {
    const isList = Array.isArray(value);
    if (!budget || value === null || value === undefined || !(isList || hasFields)) return value;
    try {
      spendValues(budget, (isList ? value.length : 1) * (hasFields ? 1 + selectedFields(info) : 1));
      return value;
    } catch (error) {
      return fail(error, budget);
    }
  }

  function run(...[parent, args, context, info]: Parameters<Resolver>): unknown {
    const { budget } = context;
    try {
      const seen = rules.length > 0 ? admit(rules, parent, context) : context;
      const value = checkInput?.(args, context) ?? resolve(parent, args, seen, info);
      if (!isPromise(value)) return settle(value, budget, info);
      return value.then(
        (resolved) => settle(resolved, budget, info),
        (error) => fail(error, budget),
      );
    } catch (error) {
      return fail(error, budget);
    }
  }

  return (parent, args, context, info) => {
    if (context.budget && isCharged) chargeCall(context.budget);
    const turn = context.budget && waitForTurn(context.budget);
    if (!turn && !makesChanges) return run(parent, args, context, info);
    const begin = () => run(parent, args, context, info);
    const proceed = makesChanges ? () => change(context, begin) : begin;
    return turn ? turn.then(proceed) : proceed();
  };
}

/** The context in which a field of this object is resolved. Throws if its viewer may not read it. */
function admit(rules: readonly Rule[], shown: unknown, context: Context): Context {
  const seen = contextFor(shown, context);
  const denial = denialError(rules, seen.viewer);
  if (denial) throw denial;
  return seen;
}

/** A request that has ended has one error of its own; anything else that fails afterwards would only be one of thousands more. */
function fail(error: unknown, budget: RequestBudget | undefined): Promise<never> {
  return budget?.ended ? budget.never : Promise.reject(error);
}

/**
 * A root field of a mutation, unless the time of the request is over before it begins. While it makes its changes nothing stops it, and its time
 * is not that of the response, which is read afterwards. Loaders are cleared after it, even if it failed: later mutations
 * and the response read the changed rows.
 */
async function change({ budget, loaders }: Context, run: () => unknown): Promise<unknown> {
  if (budget && isPastChanges(budget)) throw deadlineExceeded();
  const startedAt = budget?.runtime.monotonic() ?? 0;
  if (budget) budget.isChanging = true;
  try {
    return await run();
  } finally {
    if (loaders) clearLoaders(loaders);
    if (budget) {
      budget.isChanging = false;
      budget.deadline += budget.runtime.monotonic() - startedAt;
    }
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

type ResolveReference = (reference: unknown, context: Context, info: GraphQLResolveInfo) => unknown;
const referenceHolder = z.looseObject({
  subgraph: z.looseObject({ resolveReference: z.custom<ResolveReference>((value) => typeof value === "function") }),
});

/** Puts the rules of a type in front of its reference resolver. It never throws at once: that would null every entity of the request, not this one. */
function guardReferences(type: GraphQLObjectType, rules: readonly Rule[]): void {
  const holder = referenceHolder.safeParse(type.extensions.apollo);
  if (rules.length === 0 || !holder.success) return;
  const { subgraph } = holder.data;
  const resolveReference: ResolveReference = async (reference, context, info) => {
    const denial = denialError(rules, context.viewer);
    if (denial) throw denial;
    return subgraph.resolveReference(reference, context, info);
  };
  type.extensions = { ...type.extensions, apollo: { ...holder.data, subgraph: { ...subgraph, resolveReference } } };
}

/** By the nodes of a field, which are collected once for all parents of a type. */
const counted = new WeakMap<readonly FieldNode[], number>();

/** How many fields are selected below this one, fragments included; repetitions count, as they have to be read too. */
function selectedFields({ fieldNodes, fragments }: GraphQLResolveInfo): number {
  const known = counted.get(fieldNodes);
  if (known !== undefined) return known;
  const spread = new Set<string>();
  const fieldsIn = ({ selections }: SelectionSetNode): number => {
    let sum = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) sum += 1;
      else if (selection.kind === Kind.INLINE_FRAGMENT) sum += 1 + fieldsIn(selection.selectionSet);
      else sum += spreadFields(selection.name.value);
    }
    return sum;
  };
  const spreadFields = (name: string): number => {
    const fragment = fragments[name];
    if (!fragment || spread.has(name)) return 1;
    spread.add(name);
    return 1 + fieldsIn(fragment.selectionSet);
  };
  let sum = 0;
  for (const { selectionSet } of fieldNodes) if (selectionSet) sum += fieldsIn(selectionSet);
  counted.set(fieldNodes, sum);
  return sum;
}

/** Bounded resolvers: each call counts towards the request budget before its result is completed, and none throws synchronously. */
import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
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
import { chargeCall, type RequestBudget, spendValues, waitForTurn } from "../runtime/request-budget.ts";

type ContextWithBudget = { budget?: RequestBudget | undefined };
type Field = GraphQLField<unknown, ContextWithBudget>;

/**
 * Wraps every resolver of the schema, and the default one where it gives objects or lists. Three things hold afterwards: the items of a list
 * are counted before any of them is completed; once a request has ended, its resolvers do nothing and give nothing; and a fault is a
 * rejection.
 */
export function boundResolvers(schema: GraphQLSchema): void {
  const mutations = schema.getMutationType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of fieldsOf(type)) {
      if (isLeafType(getNullableType(field.type)) && !field.resolve) continue;
      boundField(field, type === mutations);
    }
  }
}

function fieldsOf(type: GraphQLObjectType<unknown, ContextWithBudget>): Field[] {
  return Object.values(type.getFields());
}

function boundField(field: Field, makesChanges: boolean): void {
  const isOwn = field.resolve !== undefined;
  const inner = field.resolve ?? defaultFieldResolver;
  const given = getNullableType(field.type);
  const item = isListType(given) ? given.ofType : given;
  const hasFields = isCompositeType(getNullableType(item));

  /** Counts a result before it is completed. */
  function count(value: unknown, budget: RequestBudget | undefined, info: GraphQLResolveInfo): unknown {
    if (value === null || value === undefined) return value;
    if (!Array.isArray(value)) {
      if (budget && hasFields) spendValues(budget, 1 + selectedFields(info));
      return value;
    }
    if (budget) spendValues(budget, value.length * (hasFields ? 1 + selectedFields(info) : 1));
    return value;
  }

  function settle(value: unknown, budget: RequestBudget | undefined, info: GraphQLResolveInfo): unknown {
    try {
      return count(value, budget, info);
    } catch (error) {
      return fail(error, budget);
    }
  }

  function run(...[parent, args, context, info]: Parameters<typeof inner>): unknown {
    const { budget } = context;
    try {
      const value = inner(parent, args, context, info);
      if (!isPromise(value)) return settle(value, budget, info);
      return value.then(
        (given) => settle(given, budget, info),
        (error) => fail(error, budget),
      );
    } catch (error) {
      return fail(error, budget);
    }
  }

  field.resolve = (parent, args, context, info) => {
    if (context.budget && isOwn) chargeCall(context.budget);
    const turn = context.budget && waitForTurn(context.budget);
    const resolve = makesChanges ? () => change(context, () => run(parent, args, context, info)) : undefined;
    if (turn) return turn.then(resolve ?? (() => run(parent, args, context, info)));
    return resolve ? resolve() : run(parent, args, context, info);
  };
}

/** A request that has ended has one error of its own; anything else that fails afterwards would only be one of thousands more. */
function fail(error: unknown, budget: RequestBudget | undefined): Promise<never> {
  return budget?.ended ? budget.never : Promise.reject(error);
}

/** While a mutation makes its changes nothing stops it, and its time is its own. */
async function change({ budget }: ContextWithBudget, run: () => unknown): Promise<unknown> {
  if (!budget) return run();
  const startedAt = budget.runtime.monotonic();
  budget.isChanging = true;
  try {
    return await run();
  } finally {
    budget.isChanging = false;
    budget.deadline += budget.runtime.monotonic() - startedAt;
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
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

/** The guards without which the run must fail: a patch takes each out of a copy of the programs. */
import { UsageError } from "@hansa/kit/command-line";
import type { Patch } from "../../cli/host/build/bundle.ts";

export type Guard = { name: string; protects: string; patches: readonly Patch[] };

export const guards: readonly Guard[] = [
  {
    name: "names",
    protects: "Names in a document have at most 100 characters.",
    patches: [
      {
        file: "packages/kit/src/graphql/operation/limits.ts",
        find: "export const maxNameLength = 100;",
        replace: "export const maxNameLength = 1_000_000;",
      },
      {
        file: "packages/kit/src/graphql/operation/limits.ts",
        find: "export const maxPlannedNameLength = 200;",
        replace: "export const maxPlannedNameLength = 1_000_000;",
      },
    ],
  },
  {
    name: "characters",
    protects: "The characters of a response are counted while it is completed, in services and router.",
    patches: [
      {
        file: "packages/kit/src/server/graphql/execution.ts",
        find: "const allowance = { characters: budget.responseBytes };",
        replace: "const allowance = { characters: Number.POSITIVE_INFINITY };",
      },
      {
        file: "router/src/operation/execute-operation.ts",
        find: "const allowance = { characters: most };",
        replace: "const allowance = { characters: Number.POSITIVE_INFINITY };",
      },
    ],
  },
  {
    name: "places",
    protects: "A sender gets a connection, a hash or a plan while it holds fewer places than are free.",
    patches: [
      {
        file: "packages/kit/src/runtime/fairness/fair-places.ts",
        find: "return held < free && (mostOf === undefined || held < mostOf(id));",
        replace: "return free > 0;",
      },
    ],
  },
  {
    name: "senders",
    protects: "Queues are served by the turns of senders.",
    patches: [
      {
        file: "packages/kit/src/runtime/fairness/fair-places.ts",
        find: "enter: (sender = anybody, entrant) => {",
        replace: "enter: (_sender, entrant) => {\n      const sender = anybody;",
      },
    ],
  },
  {
    name: "hashes",
    protects: "Senders share the hashing of passwords.",
    patches: [
      {
        file: "subgraphs/users/src/providers/passwords.ts",
        find: "inPlace(places, currentSender(), work)",
        replace: "inPlace(places, undefined, work)",
      },
    ],
  },
  {
    name: "plans",
    protects: "Senders take turns at the planner.",
    patches: [
      {
        file: "router/src/planning/planner.ts",
        find: "places.enter(currentSender(), {",
        replace: "places.enter(undefined, {",
      },
    ],
  },
  {
    name: "admission",
    protects: "Of one sender 32 fetches count as load, and a sender with more is refused first.",
    patches: [
      {
        file: "router/src/operation/admission.ts",
        find: "const mostOfEach = sender ? mostOfSender : Number.POSITIVE_INFINITY;",
        replace: "const mostOfEach = Number.POSITIVE_INFINITY;",
      },
    ],
  },
  {
    name: "once",
    protects: "A mutation that hashes, waits or pays stands once in an operation, one that leaves rows twice.",
    patches: [
      {
        file: "packages/contracts/src/mutation-limits.ts",
        find: "...once.map((name) => [name, 1] as const),",
        replace: "...once.map((name) => [name, 16] as const),",
      },
      {
        file: "packages/contracts/src/mutation-limits.ts",
        find: "...[...ofCarts, ...twice].map((name) => [name, 2] as const),",
        replace: "...[...ofCarts, ...twice].map((name) => [name, 16] as const),",
      },
    ],
  },
  {
    name: "late",
    protects: "Late answers never open the breaker.",
    patches: [
      {
        file: "packages/kit/src/rpc/instances/delivery.ts",
        find: `const isLate = deadline.isPassed && outcome.kind !== "answered" && outcome.kind !== "oversized";`,
        replace: "const isLate = false;",
      },
    ],
  },
  {
    name: "unsent",
    protects: "The bytes that a client leaves unread are bounded.",
    patches: [
      {
        file: "packages/kit/src/server/listener/unsent.ts",
        find: "admits: (address) => total === 0 || held(address) < Math.min(perNetwork, all - shared),",
        replace: "admits: () => true,",
      },
      {
        file: "packages/kit/src/server/listener/unsent.ts",
        find: "isFull: (address) => total > 0 && held(address) >= perNetwork,",
        replace: "isFull: () => false,",
      },
    ],
  },
  {
    name: "targets",
    protects: "A request target that is no path reaches no route.",
    patches: [
      {
        file: "packages/kit/src/http/request-head.ts",
        find: "if (!targetForm.test(url)) return invalidTarget;",
        replace: "",
      },
    ],
  },
  {
    name: "paces",
    protects: "A sender has as many requests at an instance as its event loop bears.",
    patches: [
      {
        file: "packages/kit/src/rpc/instances/sender-paces.ts",
        find: "return known && runtime.monotonic() - known.at < forgottenAfterMs ? known.most : first;",
        replace: "return most;",
      },
    ],
  },
  {
    name: "turns",
    protects: "Large bodies are parsed one in each turn of the event loop, by turns of their senders.",
    patches: [
      {
        file: "router/src/http/body.ts",
        find: "export const smallBodyBytes = 16 * 1024;",
        replace: "export const smallBodyBytes = 1024 * 1024;",
      },
    ],
  },
  {
    name: "values",
    protects: "An error of a variable repeats no value.",
    patches: [
      {
        file: "packages/kit/src/graphql/operation/coerce-variables.ts",
        find: "const onError = (path: readonly (string | number)[], _value: unknown, cause: GraphQLError) => {",
        replace:
          "const onError = (path: readonly (string | number)[], value: unknown, cause: GraphQLError) => {\n    cause.message += JSON.stringify(value);",
      },
    ],
  },
  {
    name: "budget",
    protects:
      "An operation that is estimated to cost more than its sender may ask for is refused before it is planned.",
    patches: [
      {
        file: "router/src/operation/cost.ts",
        find: "if (cost.estimated <= cost.max) return undefined;",
        replace: "if (cost.max > 0) return undefined;",
      },
    ],
  },
  {
    name: "facets",
    protects: "Facets that do not exist end a list before the catalogue is read.",
    patches: [
      {
        file: "subgraphs/products/src/service/storefront/product-lists.ts",
        find: "facets: await findKnownValues(context, readFacets(filter.facets ?? [])),",
        replace: "facets: readFacets(filter.facets ?? []),",
      },
    ],
  },
];

/** The guard of this name. Throws if there is none. */
export function guardNamed(name: string): Guard {
  const found = guards.find((guard) => guard.name === name);
  if (!found) throw new UsageError(`there is no guard "${name}": ${guards.map((each) => each.name).join(", ")}.`);
  return found;
}

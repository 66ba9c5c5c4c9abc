/** Composition of the subgraphs into one supergraph and the schema that clients see, or the list of faults. */
import { GraphQLError, type GraphQLSchema, parse } from "graphql";
import { findUncosted, readCosts } from "../../execution/cost/costs.ts";
import {
  composeServices,
  defaultPrintOptions,
  printSchema,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
  shallowOrderPrintedDefinitions,
} from "../../planning/elastic.ts";
import { findContractFaults } from "../contracts/faults.ts";
import { readTags } from "../contracts/tags.ts";
import { type AccessRule, describeRule, findAccessRules, findHiddenRules } from "./access-rules.ts";
import { withoutHidden } from "./client-schema.ts";
import { withOwnersDescriptions } from "./owners.ts";
import type { SubgraphSource } from "./sources.ts";

export type Composition =
  | { supergraph: string; hints: string[]; faults?: undefined }
  | { supergraph?: undefined; hints: string[]; faults: string[] };

/**
 * Composes, and appends to the description of each protected field what it requires. Hints are no faults here; the
 * command that writes the committed graph treats them as faults. `judgesContracts` is false for sources that were a graph before, and may be older
 * than a rule about contracts, and for a foreign graph, which has none.
 */
export function composeGraph(sources: readonly SubgraphSource[], { judgesContracts = true } = {}): Composition {
  const services = [];
  for (const { name, url, sdl } of sources) {
    try {
      services.push({ name, url, typeDefs: parse(sdl) });
    } catch (error) {
      return { hints: [], faults: [`${name}: ${describeMistake(error)}`] };
    }
  }
  const composed = composeServices(withOwnersDescriptions(services));
  if (composed.errors) return { hints: [], faults: composed.errors.map((error) => error.message) };
  const rules = findAccessRules(composed.schema);
  const faults = [
    ...findHiddenRules(composed.schema, rules),
    ...findUncosted(composed.schema, readCosts(composed.schema)),
  ];
  if (faults.length > 0) return { hints: [], faults };
  describeAccess(composed.schema, rules);
  const cut = judgesContracts ? contractFaultsOf(composed.schema) : [];
  if (cut.length > 0) return { hints: [], faults: cut };
  const supergraph = printSchema(composed.schema, shallowOrderPrintedDefinitions(defaultPrintOptions));
  return { supergraph: `${supergraph.trim()}\n`, hints: composed.hints.map((hint) => hint.toString()) };
}

/** The faults of the contracts of a supergraph. */
export function contractFaultsOf(schema: Schema): string[] {
  return findContractFaults(withoutHidden(schema).toAST(), readTags(schema));
}

/** The mistake in an SDL, with its place. */
function describeMistake(error: unknown): string {
  if (!(error instanceof GraphQLError)) return error instanceof Error ? error.message : String(error);
  const [place] = error.locations ?? [];
  return `${error.message} (line ${place?.line}, column ${place?.column})`;
}

/** Builds the schema that clients see. */
export function apiSchemaOf(supergraph: string): GraphQLSchema {
  const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return built.apiSchema().toGraphQLJSSchema();
}

/** Appends a line to the description of each protected field of a supergraph, in place. */
function describeAccess(supergraph: Schema, rules: ReadonlyMap<string, AccessRule>): void {
  for (const type of [...supergraph.objectTypes(), ...supergraph.interfaceTypes()]) {
    for (const field of type.fields()) {
      const rule = rules.get(field.coordinate);
      if (rule) field.description = [field.description, describeRule(rule)].filter(Boolean).join("\n");
    }
  }
}

/** Faults of an operation that comes to a service unsigned: the router's limits of its clients, with room for the keys of a gateway's entities. */
import { type DocumentNode, GraphQLError, Kind, type TypeNode } from "graphql";
import { graphqlError } from "./coded-errors.ts";
import { exceededLimit, type MutationLimits } from "./limits.ts";
import { findReservedName } from "./reserved-names.ts";
import { exceededVariables, maxValues } from "./variables.ts";

/** The most tokens of a document: the router reads 4,000 of a client, and a gateway adds keys and type names. Validation compares arguments. */
const maxTokens = 5_000;
/** Representations of 1,000 entities, the most that a service resolves at once, with forty values each: keys and required fields. */
const maxReferenceValues = 40_000;
/** The scalar of representations. */
const referenceType = "_Any";

/** A document that was examined once, under the limits of its graph. `references` are the names of its variables that hold representations. */
type Examined = { fault: GraphQLError | undefined; references: ReadonlySet<string> };

/** Documents are kept by their texts: each is examined once. */
const examined = new WeakMap<DocumentNode, Examined>();

/**
 * The refusal of a document or of its variables. To be called before validation, which may cost far more than parsing, and for every request: the
 * same document of the router has passed other limits. The bytes of both are bounded by the size of the body.
 */
export function findOperationFault(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  mutations: MutationLimits,
): GraphQLError | undefined {
  const known = examined.get(document) ?? examine(document, mutations);
  examined.set(document, known);
  if (known.fault) return known.fault;
  if (known.references.size === 0) return exceededVariables(variables);
  const entries = Object.entries(variables);
  const isReference = ([name]: [string, unknown]) => known.references.has(name);
  return (
    exceededVariables(Object.fromEntries(entries.filter(isReference)), maxReferenceValues) ??
    exceededVariables(Object.fromEntries(entries.filter((entry) => !isReference(entry))), maxValues)
  );
}

function examine(document: DocumentNode, mutations: MutationLimits): Examined {
  const tooLarge = exceededTokens(document) ?? exceededLimit(document, mutations);
  const references = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const variable of definition.variableDefinitions ?? []) {
      const isReference = nameOf(variable.type) === referenceType;
      // Gateways write documents with references themselves, under names that their clients cannot take, such as Hive's `$__batch_reps_0`.
      const reserved = isReference ? undefined : findReservedName(variable, []);
      if (reserved) return { fault: tooLarge ?? coded(reserved), references };
      if (isReference) references.add(variable.variable.name.value);
    }
  }
  return { fault: tooLarge, references };
}

function exceededTokens({ tokenCount = 0 }: DocumentNode): GraphQLError | undefined {
  if (tokenCount <= maxTokens) return undefined;
  return graphqlError("OPERATION_TOO_LARGE", `One operation may have at most ${maxTokens} tokens. Split it.`);
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function coded({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : {}),
    extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
  });
}

/** The check of a request before Apollo Server plans it: an operation within the router's limits of documents and variables, and no subscription. */
import type { HTTPGraphQLRequest } from "@apollo/server";
import {
  type ByteCache,
  exceededLimit,
  exceededToken,
  exceededVariables,
  graphqlError,
  type MutationLimits,
  maxNameLength,
  openByteCache,
} from "@hansa/kit/graphql";
import { GraphQLError, Kind, OperationTypeNode } from "graphql";
import { readOperationRequest, readSearch } from "../http/graphql/request.ts";
import { parseDocument } from "../operation/documents.ts";
import { shopLimits } from "../operation/graph-limits.ts";
import { type OperationRequest, subscriptionRefusal } from "../operation/prepare.ts";

/** The refusal of a request, with its HTTP status; undefined for one that Apollo Server answers, be it with a refusal of its own. */
export type CheckOperation = (request: Pick<HTTPGraphQLRequest, "body" | "search">) => Refused | undefined;
type Refused = { status: number; error: GraphQLError };

/** A document that was examined, with the names of its subscriptions. */
type Examined = { fault: GraphQLError | undefined; subscriptions: readonly (string | undefined)[]; bytes: number };

/** The most memory of the documents that were examined, in bytes. */
const maxBytes = 8 * 2 ** 20;
/** The memory of what is known of one document, beside its text, of which a character may take two bytes. */
const entryBytes = 500;

/** Opens the check. Each document is examined once, while there is room to remember it. */
export function openOperationCheck(mutations: MutationLimits): CheckOperation {
  const examined = openByteCache<Examined>(maxBytes);
  return ({ body, search }) => {
    const parameters = body === undefined ? readSearch(search) : readOperationRequest(body);
    if ("status" in parameters) {
      const { status, code, message } = parameters;
      return { status, error: graphqlError(code, message) };
    }
    const error = findFault(findExamined(examined, parameters.query, mutations), parameters);
    return error && { status: 400, error };
  };
}

function findFault(
  { fault, subscriptions }: Examined,
  { operationName, variables }: OperationRequest,
): GraphQLError | undefined {
  if (fault) return fault;
  const isSubscription = operationName === undefined ? subscriptions.length > 0 : subscriptions.includes(operationName);
  return isSubscription ? subscriptionRefusal() : exceededVariables(variables);
}

function findExamined(cache: ByteCache<Examined>, text: string, mutations: MutationLimits): Examined {
  const known = cache.get(text);
  if (known) return known;
  const found = { ...examine(text, mutations), bytes: entryBytes + text.length * 2 };
  cache.set(text, found);
  return found;
}

function examine(text: string, mutations: MutationLimits): Omit<Examined, "bytes"> {
  const document = parseDocument(text, { noLocation: false, maxTokens: shopLimits.tokens });
  if (document instanceof GraphQLError) return { fault: document, subscriptions: [] };
  const subscriptions = document.definitions.flatMap((definition) => {
    const isSubscription =
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION;
    return isSubscription ? [definition.name?.value] : [];
  });
  return { fault: exceededToken(document, maxNameLength) ?? exceededLimit(document, mutations), subscriptions };
}

/** ApiClient and its pages: who made it is asked for in a batch. */
import type { ApiClientConnectionResolvers, ApiClientResolvers } from "../generated/resolvers.ts";
import { countClients, findVisibleClient } from "../service/api-clients.ts";
import { findPerson } from "../service/people.ts";

export const ApiClient: ApiClientResolvers = {
  __resolveReference: ({ id }, context) => findVisibleClient(context, id),
  createdBy: (client, _args, context) => findPerson(context, client.createdBy),
};

export const ApiClientConnection: ApiClientConnectionResolvers = {
  totalCount: (_page, _args, context) => countClients(context),
};

/** Resolvers of ApiClient and its pages; creators are loaded in a batch. */
import type { ApiClientConnectionResolvers, ApiClientResolvers } from "../../generated/resolvers.ts";
import { findPerson } from "../../service/accounts/views.ts";
import { countClients, findVisibleClient } from "../../service/api-clients/api-clients.ts";

export const ApiClient: ApiClientResolvers = {
  __resolveReference: ({ id }, context) => findVisibleClient(context, id),
  createdBy: (client, _args, context) => findPerson(context, client.createdBy),
};

export const ApiClientConnection: ApiClientConnectionResolvers = {
  totalCount: (_page, _args, context) => countClients(context),
};

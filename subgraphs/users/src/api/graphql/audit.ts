/** Resolvers of AuditEntry and its pages; actors and API clients are loaded in batches. */
import type { AuditEntryConnectionResolvers, AuditEntryResolvers } from "../../generated/resolvers.ts";
import { countEntries, findActingClient, findActor, findVisibleEntry } from "../../service/audit/audit-log.ts";

export const AuditEntry: AuditEntryResolvers = {
  __resolveReference: ({ id }, context) => findVisibleEntry(context, id),
  actor: (entry, _args, context) => findActor(context, entry),
  apiClient: (entry, _args, context) => findActingClient(context, entry),
};

export const AuditEntryConnection: AuditEntryConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countEntries(context, filter),
};

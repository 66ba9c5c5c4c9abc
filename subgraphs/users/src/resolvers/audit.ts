/** AuditEntry: who did it, a person or a program, is asked for in a batch. */
import type { AuditEntryConnectionResolvers, AuditEntryResolvers } from "../generated/resolvers.ts";
import { actorOf, clientOf, countEntries, findVisibleEntry } from "../service/audit.ts";

export const AuditEntry: AuditEntryResolvers = {
  __resolveReference: ({ id }, context) => findVisibleEntry(context, id),
  actor: (entry, _args, context) => actorOf(context, entry),
  apiClient: (entry, _args, context) => clientOf(context, entry),
};

export const AuditEntryConnection: AuditEntryConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countEntries(context, filter),
};

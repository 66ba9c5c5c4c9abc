/** AuditEntry: who did it is asked for in a batch. */
import type { AuditEntryConnectionResolvers, AuditEntryResolvers } from "../generated/resolvers.ts";
import { actorOf, countEntries } from "../service/audit.ts";

export const AuditEntry: AuditEntryResolvers = {
  actor: (entry, _args, context) => actorOf(context, entry),
};

export const AuditEntryConnection: AuditEntryConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countEntries(context, filter),
};

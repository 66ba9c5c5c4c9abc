/** The questions to begin with: who asks, who there is, and what was done. */
import type { QueryResolvers } from "../generated/resolvers.ts";
import { listAuditEntries } from "../service/audit.ts";
import { findMe, findPerson, listUsers } from "../service/people.ts";
import { listRoles } from "../service/roles.ts";

export const Query: QueryResolvers = {
  me: (_parent, _args, context) => findMe(context),
  user: (_parent, { id }, context) => findPerson(context, id),
  users: (_parent, args, context) => listUsers(context, args),
  roles: () => listRoles(),
  auditEntries: (_parent, args, context) => listAuditEntries(context, args),
};

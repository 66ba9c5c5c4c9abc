/** Root queries of users: the viewer, people, roles, API clients and the audit log. */
import type { QueryResolvers } from "../../generated/resolvers.ts";
import { findMe, findPerson, listUsers } from "../../service/accounts/views.ts";
import { findApiClient, findMyApiClient, listApiClients } from "../../service/api-clients/api-clients.ts";
import { listAuditEntries } from "../../service/audit/audit-log.ts";
import { checkStoreIntegrity } from "../../service/integrity.ts";
import { listRoles } from "../../service/roles/roles.ts";

export const Query: QueryResolvers = {
  me: (_parent, _args, context) => findMe(context),
  user: (_parent, { id }, context) => findPerson(context, id),
  users: (_parent, args, context) => listUsers(context, args),
  roles: () => listRoles(),
  myApiClient: (_parent, _args, context) => findMyApiClient(context),
  apiClient: (_parent, { id }, context) => findApiClient(context, id),
  apiClients: (_parent, args, context) => listApiClients(context, args),
  auditEntries: (_parent, args, context) => listAuditEntries(context, args),
  usersIntegrity: (_parent, _args, context) => checkStoreIntegrity(context),
};

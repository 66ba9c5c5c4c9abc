/** All resolvers of users, one file per topic. */
import { scalars } from "@hansa/commerce/scalars";
import type { Resolvers } from "../../generated/resolvers.ts";
import { ApiClient, ApiClientConnection } from "./api-client.ts";
import { AuditEntry, AuditEntryConnection } from "./audit.ts";
import { Mutation } from "./mutation.ts";
import { Query } from "./query.ts";
import { Address, ShopSetup, User, UserConnection } from "./user.ts";

const { CountryCode, DateTime } = scalars;

export const resolvers: Resolvers = {
  Address,
  ApiClient,
  ApiClientConnection,
  AuditEntry,
  AuditEntryConnection,
  CountryCode,
  DateTime,
  Mutation,
  Query,
  ShopSetup,
  User,
  UserConnection,
};

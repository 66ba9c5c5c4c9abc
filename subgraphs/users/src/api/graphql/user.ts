/** Resolvers of User, Address and ShopSetup; private fields are null for other viewers. */
import { fullName } from "@hansa/commerce/address/postal-address";
import { regionNameOf } from "@hansa/commerce/address/regions";
import type {
  AddressResolvers,
  ShopSetupResolvers,
  UserConnectionResolvers,
  UserResolvers,
} from "../../generated/resolvers.ts";
import {
  countPeople,
  findAddress,
  findDefaultAddress,
  findPerson,
  hasAdministrator,
  hideFromOthers,
  listAddresses,
  listSessions,
} from "../../service/accounts/views.ts";
import { scopesOf } from "../../service/roles/roles.ts";

export const User: UserResolvers = {
  __resolveReference: ({ id }, context) => findPerson(context, id),
  email: (user, _args, context) => hideFromOthers(context, user.id, user.erasedAt === null ? user.email : null),
  emailVerified: (user, _args, context) => hideFromOthers(context, user.id, user.verifiedAt !== null),
  role: (user, _args, context) => hideFromOthers(context, user.id, user.role),
  scopes: (user, _args, context) => hideFromOthers(context, user.id, scopesOf(user.role)),
  addresses: (user, _args, context) => listAddresses(context, user),
  defaultShippingAddress: (user, _args, context) => findDefaultAddress(context, user),
  sessions: (user, _args, context) => listSessions(context, user),
  createdAt: (user, _args, context) => hideFromOthers(context, user.id, user.createdAt),
};

export const UserConnection: UserConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countPeople(context, filter),
};

export const Address: AddressResolvers = {
  __resolveReference: ({ id }, context) => findAddress(context, id),
  name: (address) => fullName(address),
  regionName: (address) => regionNameOf(address),
};

export const ShopSetup: ShopSetupResolvers = {
  hasAdministrator: (_setup, _args, context) => hasAdministrator(context),
};

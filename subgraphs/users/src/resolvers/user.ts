/** User and what hangs on it: what is private is null for others. */
import { fullName } from "@hansa/kit/address/postal-address";
import { regionName } from "@hansa/kit/address/regions";
import type {
  AddressResolvers,
  ShopSetupResolvers,
  UserConnectionResolvers,
  UserResolvers,
} from "../generated/resolvers.ts";
import {
  addressesOf,
  countPeople,
  defaultAddressOf,
  findAddress,
  findPerson,
  hasAdministrator,
  privately,
  sessionsOf,
} from "../service/people.ts";
import { scopesOf } from "../service/roles.ts";

export const User: UserResolvers = {
  __resolveReference: ({ id }, context) => findPerson(context, id),
  email: (user, _args, context) => privately(context, user.id, user.erasedAt === null ? user.email : null),
  emailVerified: (user, _args, context) => privately(context, user.id, user.verifiedAt !== null),
  role: (user, _args, context) => privately(context, user.id, user.role),
  scopes: (user, _args, context) => privately(context, user.id, scopesOf(user.role)),
  addresses: (user, _args, context) => addressesOf(context, user),
  defaultShippingAddress: (user, _args, context) => defaultAddressOf(context, user),
  sessions: (user, _args, context) => sessionsOf(context, user),
  createdAt: (user, _args, context) => privately(context, user.id, user.createdAt),
};

export const UserConnection: UserConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countPeople(context, filter),
};

export const Address: AddressResolvers = {
  __resolveReference: ({ id }, context) => findAddress(context, id),
  name: (address) => fullName(address),
  regionName: ({ country, region }) => region && regionName(country, region),
};

export const ShopSetup: ShopSetupResolvers = {
  hasAdministrator: (_setup, _args, context) => hasAdministrator(context),
};

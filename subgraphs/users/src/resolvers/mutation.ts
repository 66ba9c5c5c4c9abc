/** What people do with their accounts, and what the back office does with roles. */
import type { MutationResolvers } from "../generated/resolvers.ts";
import { removeAddress, saveAddress } from "../service/addresses.ts";
import { createApiClient, shutOutApiClient } from "../service/api-clients.ts";
import { eraseAccount } from "../service/erasing.ts";
import { exportAccount } from "../service/exporting.ts";
import { eraseGuest } from "../service/guests.ts";
import { updateProfile } from "../service/profile.ts";
import { register, verifyEmail } from "../service/registering.ts";
import { requestPasswordReset, resetPassword } from "../service/resetting.ts";
import { assignRole } from "../service/roles.ts";
import { refreshSession } from "../service/sessions.ts";
import { login } from "../service/signing-in.ts";
import { logout, revokeSession } from "../service/signing-out.ts";

export const Mutation: MutationResolvers = {
  register: (_parent, { input }, context) => register(context, input),
  emailVerify: (_parent, { input }, context) => verifyEmail(context, input),
  login: (_parent, { input }, context) => login(context, input),
  refreshSession: (_parent, { input }, context) => refreshSession(context, input),
  logout: (_parent, { input }, context) => logout(context, input),
  passwordResetRequest: (_parent, { input }, context) => requestPasswordReset(context, input),
  passwordReset: (_parent, { input }, context) => resetPassword(context, input),
  sessionRevoke: (_parent, { input }, context) => revokeSession(context, input),
  profileUpdate: (_parent, { input }, context) => updateProfile(context, input),
  addressSave: (_parent, { input }, context) => saveAddress(context, input),
  addressDelete: (_parent, { input }, context) => removeAddress(context, input),
  accountExport: (_parent, { input }, context) => exportAccount(context, input),
  accountErase: (_parent, { input }, context) => eraseAccount(context, input),
  guestErase: (_parent, { input }, context) => eraseGuest(context, input),
  apiClientCreate: (_parent, { input }, context) => createApiClient(context, input),
  apiClientRevoke: (_parent, { input }, context) => shutOutApiClient(context, input),
  roleAssign: (_parent, { input }, context) => assignRole(context, input),
};

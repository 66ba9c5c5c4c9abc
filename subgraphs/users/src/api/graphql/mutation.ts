/** Mutations of users: accounts, sessions, passwords, API clients, roles and privacy. */
import type { MutationResolvers } from "../../generated/resolvers.ts";
import { removeAddress, saveAddress } from "../../service/accounts/addresses.ts";
import { confirmEmailChange, requestEmailChange } from "../../service/accounts/email-change.ts";
import { updateProfile } from "../../service/accounts/profile.ts";
import { register, verifyEmail } from "../../service/accounts/registration.ts";
import { createApiClient, revokeClient } from "../../service/api-clients/api-clients.ts";
import { requestPasswordReset, resetPassword } from "../../service/passwords/reset.ts";
import { eraseAccount } from "../../service/privacy/erasure.ts";
import { exportAccount } from "../../service/privacy/export.ts";
import { eraseGuest } from "../../service/privacy/guest-erasure.ts";
import { assignRole } from "../../service/roles/roles.ts";
import { refreshSession } from "../../service/sessions/session-tokens.ts";
import { login } from "../../service/sessions/sign-in.ts";
import { logout, revokeSession } from "../../service/sessions/sign-out.ts";

export const Mutation: MutationResolvers = {
  register: (_parent, { input }, context) => register(context, input),
  emailVerify: (_parent, { input }, context) => verifyEmail(context, input),
  login: (_parent, { input }, context) => login(context, input),
  refreshSession: (_parent, { input }, context) => refreshSession(context, input),
  logout: (_parent, { input }, context) => logout(context, input),
  passwordResetRequest: (_parent, { input }, context) => requestPasswordReset(context, input),
  passwordReset: (_parent, { input }, context) => resetPassword(context, input),
  sessionRevoke: (_parent, { input }, context) => revokeSession(context, input),
  emailChangeRequest: (_parent, { input }, context) => requestEmailChange(context, input),
  emailChangeConfirm: (_parent, { input }, context) => confirmEmailChange(context, input),
  profileUpdate: (_parent, { input }, context) => updateProfile(context, input),
  addressSave: (_parent, { input }, context) => saveAddress(context, input),
  addressDelete: (_parent, { input }, context) => removeAddress(context, input),
  accountExport: (_parent, { input }, context) => exportAccount(context, input),
  accountErase: (_parent, { input }, context) => eraseAccount(context, input),
  guestErase: (_parent, { input }, context) => eraseGuest(context, input),
  apiClientCreate: (_parent, { input }, context) => createApiClient(context, input),
  apiClientRevoke: (_parent, { input }, context) => revokeClient(context, input),
  roleAssign: (_parent, { input }, context) => assignRole(context, input),
};

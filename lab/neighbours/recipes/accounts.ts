/** Recipes around accounts: sign-ins, which hash passwords, mails, sessions, and what a customer may change. */
import { randomUUID } from "node:crypto";
import { LoginDocument } from "@hansa/client/documents/purchase";
import { perform } from "@hansa/client/mutation";
import type { Account } from "@hansa/client/sessions";
import { always, graphqlRequest, listOf, type Means, mutationOf, nth, type Recipe } from "./recipe.ts";

/** Signs the attacker's own account in; the headers of its requests. Throws if it cannot. */
export async function signIn({ route, account }: Means): Promise<{ authorization: string }> {
  const { accessToken } = await perform(route, LoginDocument, account);
  return { authorization: `Bearer ${accessToken}` };
}

type MutationRecipe = Pick<Recipe, "name" | "reproduces" | "refusal"> & { field: string };

/** A mutation of a guest, each time with the next inputs. */
export function guestMutation(
  { field, ...recipe }: MutationRecipe,
  inputsOf: (n: number, account: Account) => readonly object[],
): Recipe {
  return {
    ...recipe,
    fields: [`Mutation.${field}`],
    open: async ({ account }) => {
      return (n) => graphqlRequest(mutationOf(field, ...inputsOf(n, account)));
    },
  };
}

/** A mutation of the attacker's own account. */
export function customerMutation(
  name: string,
  field: string,
  inputsOf: (n: number, account: Account) => readonly object[],
): Recipe {
  return {
    ...{ name, reproduces: `Mutation.${field}`, fields: [`Mutation.${field}`] },
    open: async (means) => {
      const headers = await signIn(means);
      return (n) => graphqlRequest(mutationOf(field, ...inputsOf(n, means.account)), headers);
    },
  };
}

const newEmail = () => `${randomUUID()}@neighbours.example`;
const password = "a password that is long enough";
const repeats = 16;

export const accountRecipes: readonly Recipe[] = [
  guestMutation({ name: "sign-ins with the right password", reproduces: "B2", field: "login" }, (_n, account) => [
    account,
  ]),
  guestMutation(
    { name: "sixteen sign-ins in an operation", reproduces: "B2", field: "login", refusal: "OPERATION_TOO_LARGE" },
    (_n, account) => listOf(repeats, () => account),
  ),
  guestMutation({ name: "sign-ins with wrong passwords", reproduces: "Mutation.login", field: "login" }, () => [
    { email: newEmail(), password },
  ]),
  {
    name: "sign-ins with cookies",
    reproduces: "M5",
    fields: ["Mutation.login"],
    open: always(({ account }) => {
      const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
      return { method: "POST", path: "/session", headers, body: JSON.stringify(account) } as const;
    }),
  },
  guestMutation({ name: "registrations", reproduces: "S1", field: "register" }, () => [
    { email: newEmail(), password, displayName: "Neighbour" },
  ]),
  guestMutation(
    { name: "resets for one address", reproduces: "M8", field: "passwordResetRequest" },
    (_n, { email }) => [{ email }, { email }],
  ),
  guestMutation({ name: "resets for many addresses", reproduces: "M8", field: "passwordResetRequest" }, () => [
    { email: newEmail() },
    { email: newEmail() },
  ]),
  guestMutation(
    { name: "resets with invented tokens", reproduces: "Mutation.passwordReset", field: "passwordReset" },
    () => [{ token: randomUUID(), newPassword: password }],
  ),
  guestMutation({ name: "invented verifications", reproduces: "Mutation.emailVerify", field: "emailVerify" }, () => [
    { token: randomUUID(), password },
  ]),
  guestMutation(
    {
      name: "changes of address with invented tokens",
      reproduces: "Mutation.emailChangeConfirm",
      field: "emailChangeConfirm",
    },
    () => [{ token: randomUUID(), password }],
  ),
  guestMutation(
    { name: "invented refresh tokens", reproduces: "Mutation.refreshSession", field: "refreshSession" },
    () => listOf(repeats, () => ({ refreshToken: randomUUID() })),
  ),
  customerMutation("passwords changed", "profileUpdate", (_n, { password: current }) => [
    { currentPassword: current, newPassword: current },
  ]),
  customerMutation("changes of address", "emailChangeRequest", (_n, { password: current }) => [
    { email: newEmail(), password: current },
  ]),
  customerMutation("addresses saved", "addressSave", (n) =>
    listOf(2, () => ({
      ...{ lastName: `Neighbour ${n}`, line1: "Speicherweg 4", city: "Lübeck", postalCode: "23552", country: "DE" },
    })),
  ),
  customerMutation("addresses deleted", "addressDelete", () => listOf(repeats, () => ({ id: `addr_${randomUUID()}` }))),
  customerMutation("sessions revoked", "sessionRevoke", () => listOf(repeats, () => ({ id: `sess_${randomUUID()}` }))),
  customerMutation("exports", "accountExport", () => [{}, {}]),
  customerMutation("erasures with a wrong password", "accountErase", () => [{ password }]),
  {
    name: "sign-outs",
    reproduces: "Mutation.logout",
    fields: ["Mutation.logout"],
    open: async (means) => {
      const sessions: { authorization: string }[] = [];
      for (let count = 0; count < 20; count += 1) sessions.push(await signIn(means));
      return (n) => graphqlRequest(mutationOf("logout", { everywhere: false }), nth(sessions, n));
    },
  },
];

/** Recipes around accounts: sign-ins, which hash passwords, mails, sessions, and what a customer may change. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Account, graphqlRequest, listOf, type Means, mutationOf, type Recipe } from "./recipe.ts";

const signedIn = z.object({
  login: z.object({ accessToken: z.string(), refreshToken: z.string(), user: z.object({ id: z.string() }) }),
});

const loginText =
  "mutation ($input: LoginInput!) { login(input: $input) { ... on Session { accessToken refreshToken user { id } } } }";

/** Signs the attacker's own account in. Throws if it cannot. */
export async function signIn({ ask, account }: Means) {
  const { login } = signedIn.parse(await ask({ query: loginText, variables: { input: account } }));
  return { token: login.accessToken, refreshToken: login.refreshToken, userId: login.user.id };
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
    manner: "answered",
    open: async ({ account }) => {
      return (n) => graphqlRequest(mutationOf(field, ...inputsOf(n, account)));
    },
  };
}

/** A mutation of the attacker's own account. */
export function customerMutation(
  name: string,
  field: string,
  inputsOf: (n: number, account: Account, userId: string) => readonly object[],
): Recipe {
  return {
    ...{ name, reproduces: `Mutation.${field}`, fields: [`Mutation.${field}`], manner: "answered" },
    open: async (means) => {
      const { token, userId } = await signIn(means);
      const headers = { authorization: `Bearer ${token}` };
      return (n) => graphqlRequest(mutationOf(field, ...inputsOf(n, means.account, userId)), headers);
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
    manner: "answered",
    open: async ({ account }) => {
      const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
      const request = { method: "POST", path: "/session", headers, body: JSON.stringify(account) } as const;
      return () => request;
    },
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
  guestMutation({ name: "invented verifications", reproduces: "Mutation.emailVerify", field: "emailVerify" }, () =>
    listOf(repeats, () => ({ token: randomUUID() })),
  ),
  guestMutation(
    { name: "invented refresh tokens", reproduces: "Mutation.refreshSession", field: "refreshSession" },
    () => listOf(repeats, () => ({ refreshToken: randomUUID() })),
  ),
  customerMutation("passwords changed", "profileUpdate", (_n, { password: current }) => [
    { currentPassword: current, newPassword: current },
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
    manner: "answered",
    open: async (means) => {
      const sessions: string[] = [];
      for (let count = 0; count < 20; count += 1) sessions.push((await signIn(means)).token);
      return (n) =>
        graphqlRequest(mutationOf("logout", { everywhere: false }), {
          authorization: `Bearer ${sessions[n % sessions.length]}`,
        });
    },
  },
];

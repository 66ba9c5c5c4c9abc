/** Sessions after the restore of a backup. */
import { expect, test } from "vitest";
import { endSessionsAfterRestore } from "../../src/service/sessions/restore.ts";
import {
  administrator,
  checkToken,
  createAccount,
  readField,
  refresh,
  refreshTokens,
  shop,
  signIn,
  tokenInMail,
} from "../support/shop.ts";

const ada = "ada@hansa.example";
const refused = { __typename: "InvalidTokenError" };

test("after a restore no earlier access or refresh token is valid, and signing in works", async () => {
  const before = await shop();
  await createAccount(before, { email: ada });
  const { accessToken, refreshToken } = await signIn(before, ada);
  const { refreshToken: successor } = await refreshTokens(before, refreshToken);
  const { deps } = before.service;
  expect(await deps.store.write("restore", (tx) => endSessionsAfterRestore(deps, tx))).toBe(1);
  await before.close();

  const s = await shop({}, before.folder);
  for (const token of [refreshToken, successor]) expect(await refresh(s, token)).toMatchObject(refused);
  await expect(checkToken(s, accessToken)).rejects.toThrow("no applicable key");
  const again = await signIn(s, ada);
  await expect(checkToken(s, again.accessToken)).resolves.toMatchObject({ payload: { iss: "hansa" } });
  const response = await s.query("{ auditEntries { nodes { action summary } } }", {}, administrator);
  expect(readField(response, "auditEntries")).toMatchObject({
    nodes: [
      { action: "sessions.ended", summary: "Ended all 1 sign-ins, because the shop went back to an earlier moment." },
    ],
  });
});

test("the ended sessions are in the revocation feed", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  const { deps } = s.service;
  await deps.store.write("restore", (tx) => endSessionsAfterRestore(deps, tx));
  const { errors } = await s.query("{ me { id } }", {}, viewer);
  expect(errors?.[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("a password link sent before the restore is refused after it", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await s.query(`mutation { passwordResetRequest(input: { email: "${ada}" }) { __typename } }`);
  const token = await tokenInMail(s);
  const { deps } = s.service;
  await deps.store.write("restore", (tx) => endSessionsAfterRestore(deps, tx));
  const reset = "mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { __typename } }";
  const input = { token, newPassword: "another long password" };
  expect(readField(await s.query(reset, { input }), "passwordReset")).toEqual({ __typename: "InvalidTokenError" });
});

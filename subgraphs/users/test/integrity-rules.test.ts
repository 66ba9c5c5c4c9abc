/** Integrity rules of the store: both engines say the same of a sound store, and of one with a defect. */
import { requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { checkStoreIntegrity } from "../src/service/integrity.ts";
import { anonymiseUser } from "../src/store/privacy/erasure.ts";
import { createAccount, noon, type Shop, shop, signIn } from "./support/shop.ts";

const erasedRule = "an erased person has no name, address, password or session";
const passwordRule = "only an account with a verified address has a password";

/** Defects: what changes a store past the rules of its own, and the rules that are broken then. */
const defects: { name: string; rules: string[]; spoil: (s: Shop) => Promise<unknown> }[] = [
  { name: "nothing", rules: [], spoil: async () => undefined },
  {
    name: "an erased person with a name to be found by",
    rules: [erasedRule],
    spoil: (s) => s.corruptStore("UPDATE users SET search_text = 'bo' WHERE erased_at IS NOT NULL"),
  },
  {
    name: "an erased person with the session of another",
    rules: [erasedRule],
    spoil: (s) => s.corruptStore("UPDATE sessions SET user_id = (SELECT id FROM users WHERE erased_at IS NOT NULL)"),
  },
  {
    name: "an erased person with a password",
    rules: [erasedRule, passwordRule],
    spoil: (s) => s.corruptStore("UPDATE credentials SET user_id = (SELECT id FROM users WHERE erased_at IS NOT NULL)"),
  },
  {
    name: "a password of an address that is not verified",
    rules: [passwordRule],
    spoil: (s) => s.corruptStore("UPDATE users SET verified_at = NULL WHERE erased_at IS NULL"),
  },
];

/** A person who is signed in, and an erased one. */
async function peopledShop(environment: Record<string, string>): Promise<Shop> {
  const s = await shop(environment);
  await createAccount(s, { email: "ada@hansa.example" });
  await signIn(s, "ada@hansa.example");
  const { id } = await createAccount(s, { email: "bo@hansa.example", verified: false, passwordHash: "none" });
  await s.service.deps.store.write("test", (tx) => anonymiseUser(tx, id, noon));
  return s;
}

test.for(defects)("both engines find the same: $name", async ({ name, rules, spoil }, context) => {
  const { url } = await requireDatabase(context);
  const schema = name.replaceAll(/\W/g, "_");
  const verdicts: unknown[] = [];
  for (const address of ["", `${url}?schema=${schema}`]) {
    const s = await peopledShop({ HANSA_USERS_DATABASE_URL: address });
    await spoil(s);
    const checks = await checkStoreIntegrity(s.service.deps);
    const broken = checks.filter(({ verdict }) => verdict === "BROKEN");
    expect(broken.map(({ rule, examples }) => [rule, examples.length])).toEqual(
      rules.map((rule) => [expect.stringContaining(rule), 1]),
    );
    verdicts.push(checks.map(({ rule, verdict, rows, broken, isWhole }) => ({ rule, verdict, rows, broken, isWhole })));
  }
  expect(verdicts[1]).toEqual(verdicts[0]);
});

/** E-mail templates of users: the built-in ones render with all data, and invalid ones of the shop's owner stop the start. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { openUserTemplates } from "../../src/providers/templates.ts";
import { createAccount, readMail, shop } from "../support/shop.ts";

function ownReset(text: string): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  mkdirSync(join(folder.path, "users", "mail"), { recursive: true });
  writeFileSync(join(folder.path, "users", "mail", "reset.liquid"), text);
  return folder.path;
}

test("an e-mail template of the owner replaces the built-in one; the others render in all of their branches", async () => {
  const s = await shop({
    HANSA_TEMPLATES: ownReset("Subject: Neues Passwort\n\nGuten Tag,\n\n{{ link | default: code }}\n"),
  });
  await createAccount(s, { email: "ada@hansa.example" });
  await s.query(`mutation { passwordResetRequest(input: { email: "ada@hansa.example" }) { __typename } }`);
  await s.service.runJobsOnce();
  expect(readMail(s)).toEqual([expect.stringMatching(/\nSubject: Neues Passwort\n\nGuten Tag,\n\n[\w-]{43}\n$/)]);
});

test("a template that names an unknown variable stops the start in one line", () => {
  const folder = ownReset("Subject: Neues Passwort\n\n{{ lnik }}\n");
  expect(() => openUserTemplates(folder)).toThrow(
    `${folder}/users/mail/reset.liquid, line 3: undefined variable: lnik`,
  );
});

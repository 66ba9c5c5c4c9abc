/** `hansa privacy export` and `hansa privacy erase`: personal data export and erasure in a running shop. */

import { demoAccounts } from "@hansa/client/demo-accounts";
import { CommandFailure, runCommand, UsageError } from "@hansa/kit/command-line";
import { readPassword } from "../../../subgraphs/users/src/commands/password-prompt.ts";
import { findStaffAccount, ownOrigin } from "../../host/running-shop.ts";
import { keepFilesPrivate } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { eraseGuest, erasePerson, exportPerson } from "./commands.ts";
import { findPerson, signIn } from "./graphql-client.ts";
import { eraseCommand, exportCommand } from "./options.ts";

type Given = { email: string; shop?: string | undefined; as?: string | undefined };

/** Runs `hansa privacy export`. */
export function runExport(commandLine: readonly string[]): Promise<void> {
  keepFilesPrivate();
  return runCommand(exportCommand, exportTo, commandLine);
}

/** Runs `hansa privacy erase`. */
export function runErase(commandLine: readonly string[]): Promise<void> {
  return runCommand(eraseCommand, erase, commandLine);
}

async function exportTo({ out, ...given }: Given & { out: string }): Promise<void> {
  const { desk, person } = await findAsked(given);
  if (!person) throw new CommandFailure(`no account has the address ${given.email}`);
  await exportPerson(desk, person, out);
  say(`All that the shop knows about ${person.id} is in ${out}.`);
}

async function erase({ cancelUnsent, ...given }: Given & { cancelUnsent: boolean }): Promise<void> {
  const { desk, person, password } = await findAsked(given);
  const request = { email: given.email, cancelUnsent };
  await eraseGuest(desk, request, password);
  if (person) await erasePerson(desk, person, request, password);
  const account = person ? `${person.id} and of ` : "";
  say(
    `Erasure requested: the data of ${account}guest orders with the address ${request.email} will be erased within moments.`,
  );
}

async function findAsked(given: Given) {
  const { email, password } = await findColleague(given);
  const desk = await signIn(given.shop ?? ownOrigin(), email, password);
  return { desk, password, person: await findPerson(desk, given.email) };
}

async function findColleague({ as, shop }: Given): Promise<{ email: string; password: string }> {
  if (as === undefined) {
    const account = findStaffAccount({ shop });
    if (account) return account;
    throw new UsageError("say who signs in: --as, or HANSA_STAFF_EMAIL and HANSA_STAFF_PASSWORD.");
  }
  const demo = demoAccounts.find(({ email }) => email === as);
  return demo ?? { email: as, password: await readPassword({ input: process.stdin, output: process.stderr }, as) };
}

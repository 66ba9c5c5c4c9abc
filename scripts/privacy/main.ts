/** `npm run privacy:export` and `npm run privacy:erase`: what a shop owes a person who asks, against a running shop. */
import { readPassword } from "../../subgraphs/users/src/commands/password-prompt.ts";
import { demoAccounts } from "../seed/accounts.ts";
import { keepFilesPrivate, readSettings } from "../shop.mjs";
import { reachable } from "../start/health.ts";
import { paint, say } from "../terminal.mjs";
import { eraseGuest, erasePerson, exportPerson } from "./commands.ts";
import { findPerson, signIn } from "./graph.ts";
import { type Command, readCommand, usage } from "./options.ts";

keepFilesPrivate();
let command: Command | undefined;
try {
  command = readCommand(process.argv.slice(2));
  await run(command);
} catch (error) {
  say(paint("red", `privacy: ${error instanceof Error ? error.message : String(error)}`));
  if (command === undefined) say(usage);
  process.exitCode = 1;
}

async function run(asked: Command): Promise<void> {
  const { email, password } = await colleague(asked.as);
  const desk = await signIn(asked.shop ?? ownShop(), email, password);
  const person = await findPerson(desk, asked.email);
  if (asked.name === "export") {
    if (!person) throw new Error(`nobody has an account with the address ${asked.email}`);
    await exportPerson(desk, person, asked.out);
    say(`All that the shop knows about ${person.id} is in ${asked.out}.`);
  } else {
    await eraseGuest(desk, asked, password);
    if (person) await erasePerson(desk, person, asked, password);
    const who = person ? `${person.id}, and whoever` : "Whoever";
    say(`${who} bought under ${asked.email} without an account, is forgotten within moments.`);
  }
}

async function colleague(as: string | undefined): Promise<{ email: string; password: string }> {
  const demo = demoAccounts.find(({ role, email }) => (as === undefined ? role === "ADMIN" : email === as));
  if (demo) return demo;
  if (as === undefined) throw new Error("the demo shop has no administrator");
  return { email: as, password: await readPassword({ input: process.stdin, output: process.stderr }, as) };
}

function ownShop(): string {
  const { host, port } = readSettings();
  return `http://${reachable(host)}:${port}`;
}

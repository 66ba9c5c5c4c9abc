/** The command line of `npm run admin:create`. */
import { parseArgs } from "node:util";

export const usage = `npm run admin:create -- --email ADDRESS [--name NAME]

Creates an administrator. For an account that exists, restores the role ADMIN, replaces the password and ends its
sign-ins. Works while the shop runs and while it is stopped, on the machine (or in the container) of users.

  --email ADDRESS  the administrator's e-mail address; it counts as verified
  --name NAME      what a new account is called (Administrator); an existing one keeps its name
  --help           this text

The password is asked for without being shown. Without a terminal it is the first line of standard input:
  npm run admin:create -- --email ADDRESS < password-file

Exit codes: 0 done; 1 refused or failed, with the reason; 2 the command line is wrong; 130 cancelled.`;

/** Undefined: the usage was asked for. Throws an Error with one line if the command line is wrong. */
export function readOptions(args: readonly string[]): { email: string; displayName: string } | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { email: { type: "string" }, name: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) return undefined;
  if (values.email === undefined) throw new Error("--email is missing: the administrator's e-mail address");
  return { email: values.email, displayName: values.name ?? "Administrator" };
}

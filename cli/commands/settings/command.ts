/** `hansa settings list` and `hansa settings set`: the settings of a running shop, through its graph. */
import { SettingsDocument, SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { executeDocument } from "@hansa/client/graphql-client";
import { CommandFailure, runCommand } from "@hansa/kit/command-line";
import { say } from "../../host/terminal.mjs";
import { findShop, type Staff } from "../import/staff.ts";
import { changeOf, nothing, settingNames } from "./names.ts";
import { listCommand, setCommand } from "./options.ts";

/** Runs `hansa settings list`. */
export function list(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    listCommand,
    async (given) => {
      for (const line of await listSettings(await findShop(given))) say(line);
    },
    commandLine,
  );
}

/** Runs `hansa settings set`. */
export function set(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    setCommand,
    async (given, name, value) => {
      // A mistake in the command line is told without a shop.
      changeOf(name, value);
      say(await setSetting(await findShop(given), name, value));
    },
    commandLine,
  );
}

/** One line for each setting: its name and its value. Throws a CommandFailure if the shop does not show them. */
export async function listSettings(staff: Staff): Promise<string[]> {
  const { shopSettings } = await execute(staff, SettingsDocument, {});
  const values = new Map(valuesIn(shopSettings));
  const width = Math.max(...settingNames.map((name) => name.length));
  return settingNames.map((name) => `${name.padEnd(width)}  ${values.get(name) ?? nothing}`);
}

/** Changes one setting, and tells its new value. Throws a CommandFailure with each problem if the shop refuses it. */
export async function setSetting(staff: Staff, name: string, value: string): Promise<string> {
  const { shopSettingsUpdate: saved } = await execute(staff, SettingsUpdateDocument, { input: changeOf(name, value) });
  if (saved.__typename === "ShopSettingsSaved")
    return `${name} is ${value} (version ${saved.settings.version} of the settings).`;
  const problems = saved.__typename === "ValidationError" ? saved.problems : [];
  const told = problems.map(({ path, message }) => `${path.slice(1).join(".")}: ${message}`);
  throw new CommandFailure(`nothing was changed. ${told.join(" ") || saved.message}`);
}

/** The data of a response. Throws a CommandFailure with the messages of its errors, such as that of a missing scope. */
async function execute<Result, Variables>(
  { graph, token }: Staff,
  document: Parameters<typeof executeDocument<Result, Variables>>[1],
  variables: Variables,
): Promise<Result> {
  const { data, errors } = await executeDocument(graph.url, document, variables, { token: await token() });
  if (data === null || errors.length > 0)
    throw new CommandFailure(`the shop answers: ${errors.map(({ message }) => message).join(" ")}`);
  return data;
}

/** The values by name: `group.name` for those of a group, an address as JSON. */
function valuesIn(settings: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(settings).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [[name, value.join(",")]];
    if (typeof value !== "object") return [[name, String(value)]];
    if (settingNames.includes(name)) return [[name, JSON.stringify(value)]];
    return Object.entries(value).map(([own, number]) => [`${name}.${own}`, String(number)]);
  });
}

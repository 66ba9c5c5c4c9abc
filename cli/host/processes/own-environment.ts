/** The environment of a shop that a command or a test starts for itself: no port, address, key or folder of the shop that a person works with. */

/** The settings that it takes from the shell: how operations are executed, and the last day of the seed. */
const taken: ReadonlySet<string> = new Set(["HANSA_COMPILED_EXECUTION", "HANSA_SEED_UNTIL"]);

/** The variables of this process without the settings of a shop. Those of its own are added by the caller. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const variables = Object.entries(process.env);
  return Object.fromEntries(variables.filter(([name]) => !name.startsWith("HANSA_") || taken.has(name)));
}

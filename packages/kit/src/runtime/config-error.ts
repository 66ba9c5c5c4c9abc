/** A configuration that cannot be used: its message names every wrong variable with the reason, and the process does not start. */
export class ConfigError extends Error {}

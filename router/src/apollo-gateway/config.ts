/** The one setting that Apollo's gateway reads from the environment by itself. */

/** The gateway reports figures about itself to Apollo, unless this is set before it is created. */
export function disableTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED ??= "true";
}

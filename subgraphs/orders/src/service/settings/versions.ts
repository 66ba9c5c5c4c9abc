/** Two editors of one thing: whoever saves second, having seen the version before, is told so and overwrites nothing. */
import { refusal } from "@hansa/kit/refusals";

type Versioned = { version: number };

/** Whether somebody expects another version than there is. Nobody has to expect one. */
export function isStale(
  { version }: Versioned,
  { expectedVersion }: { expectedVersion?: number | null | undefined },
): boolean {
  return typeof expectedVersion === "number" && expectedVersion !== version;
}

/** Somebody else saved in between. */
export function versionConflict({ version }: Versioned) {
  const message = "Somebody else has changed this since. Load it again.";
  return {
    ...refusal("VersionConflictError", "VERSION_CONFLICT", message, ["input", "expectedVersion"]),
    currentVersion: version,
  };
}

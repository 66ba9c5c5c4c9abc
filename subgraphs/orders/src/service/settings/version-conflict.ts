/** Optimistic locking: a save with an outdated version is refused and overwrites nothing. */
import { refusal } from "@hansa/kit/runtime";

type Versioned = { version: number };

/** Whether the expected version differs from the stored one. The expectation is optional. */
export function isStale(
  { version }: Versioned,
  { expectedVersion }: { expectedVersion?: number | null | undefined },
): boolean {
  return typeof expectedVersion === "number" && expectedVersion !== version;
}

/** Refuses a save that is based on an outdated version. */
export function versionConflict({ version }: Versioned) {
  const message = "This has changed in the meantime. Load it again.";
  return {
    ...refusal("VersionConflictError", "VERSION_CONFLICT", message, ["input", "expectedVersion"]),
    currentVersion: version,
  };
}

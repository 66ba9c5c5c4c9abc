/** Starts the peers of a plane; those of others that cannot be started are reported as missing. */
import { findPlatformFault, installPeerPackages } from "../targets/peer-packages.ts";
import { isOurs, needsPackages, type PeerName, type Target } from "../targets/targets.ts";

/** Starts peers and adds them to `targets`; answers with the others, each with the reason. Throws when one of our own programs does not start. */
export async function startPeers(
  names: readonly PeerName[],
  targets: Target[],
  start: (name: PeerName) => Promise<Target>,
): Promise<string[]> {
  const missing: string[] = [];
  const reason = names.some(needsPackages) ? installPeerPackages() : undefined;
  for (const name of names) {
    try {
      const fault = findPlatformFault(name) ?? (needsPackages(name) ? reason : undefined);
      if (fault !== undefined) throw new Error(fault);
      targets.push(await start(name));
    } catch (error) {
      if (isOurs(name)) throw error;
      missing.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return missing;
}

/** Addresses of this machine: to a shop that counts connections each of 127.0.0.0/8 is a sender of its own. */
const firstVictim = 11;

/**
 * The address of the attacker of a recipe, by its place in the list: what limits of an hour leave it is not taken by another recipe, nor by the
 * warm-up.
 */
export function attackerAddress(place: number, phase: "warm-up" | "attack"): string {
  return `127.${phase === "attack" ? 0 : 1}.${place + 1}.1`;
}

/** The address of a victim of a recipe, by the places of both. */
export function victimAddress(place: number, victim: number): string {
  return `127.0.${place + 1}.${firstVictim + victim}`;
}

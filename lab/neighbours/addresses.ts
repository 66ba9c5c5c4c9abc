/** Addresses of this machine: to a shop that counts connections each of 127.0.0.0/8 is a sender of its own. */
import { Agent, request } from "node:http";
import type { Fetch } from "@hansa/client/graphql-client";

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

/** Opens a `fetch` that sends from this address and keeps its connections. */
export function openFetch(localAddress: string): { fetch: Fetch; close(): void } {
  const agent = new Agent({ keepAlive: true, localAddress });
  return {
    fetch: (url, { method, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        const sent = request(url, { agent, method, headers, signal }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () =>
            resolve(new Response(Buffer.concat(chunks), { status: response.statusCode ?? 500 })),
          );
        });
        sent.once("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** What the router asks the users service at its inner listener: its public keys, unsigned because they are public, and whose a key is. */
import { users as contract } from "@hansa/contracts/users";
import { type Asking, ask } from "@hansa/kit/peers";
import type { World } from "@hansa/kit/world";
import type { JSONWebKeySet } from "jose";
import type { Pool } from "undici";
import { z } from "zod";

/** The users service as the router asks it in private. */
export function usersPeer(pool: Pool, parts: Pick<Asking, "world" | "metrics" | "ring">): Asking {
  return {
    ...parts,
    callee: "users",
    carry: async (_callee, { path, headers, body, signal }) => {
      const answer = await pool.request({ method: "POST", path, headers, body, signal });
      return { status: answer.statusCode, body: await answer.body.text() };
    },
  };
}

/** The program whose key has this hash; null if there is none. Throws when the users service does not answer. */
export async function askForClient(peer: Asking, keyHash: string) {
  return (await ask(peer, contract.clientByKey, { keyHash })).client;
}

const deadlineMs = 2_000;

const answer = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1),
});

/** The keys as they are now. Throws when there is no such answer within two seconds. */
export async function askForKeys(pool: Pool, world: World): Promise<JSONWebKeySet> {
  const { statusCode, body } = await pool.request({
    method: "GET",
    path: "/.well-known/jwks.json",
    signal: world.deadline(deadlineMs),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the users service answered ${statusCode} instead of its keys`);
  return answer.parse(JSON.parse(text));
}

/** Asking the users service for its public keys, at its inner listener. They are public, so nothing is signed. */
import type { World } from "@hansa/kit/world";
import type { JSONWebKeySet } from "jose";
import type { Pool } from "undici";
import { z } from "zod";

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

/** The inner door: what orders copies about a customer, and the public keys for whoever checks a token. */
import { users as contract } from "@hansa/contracts/users";
import type { OpenPath } from "@hansa/kit/http-door";
import { answering } from "@hansa/kit/inner-door";
import type { FastifyInstance } from "fastify";
import type { Deps } from "./context.ts";
import { addressSnapshot, contact } from "./service/copies.ts";
import { publicKeys } from "./service/keys.ts";

/** One answer for each operation of the contract. */
export function internalAnswers(deps: Deps) {
  return {
    addressSnapshot: answering(contract.addressSnapshot, (input) => addressSnapshot(deps, input)),
    contact: answering(contract.contact, (input) => contact(deps, input)),
  };
}

const keysPath = "/.well-known/jwks.json";

/** Where the router, and through it the world, finds the keys. A minute in a cache is less than a new key is published before it signs. */
export function keyRoutes(deps: Deps): { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void } {
  return {
    paths: [keysPath],
    addRoutes: (app) => {
      app.get(keysPath, async (_request, reply) =>
        reply.header("cache-control", "public, max-age=60").send({ keys: await publicKeys(deps) }),
      );
    },
  };
}

/** The inner door: what orders copies about a customer, whose key the router was shown, and what is passed through to the outside. */
import { users as contract } from "@hansa/contracts/users";
import { type OpenPath, sendRefusal } from "@hansa/kit/http-door";
import { answering } from "@hansa/kit/inner-door";
import type { FastifyInstance } from "fastify";
import type { Deps } from "./context.ts";
import { clientByKey } from "./service/client-keys.ts";
import { addressSnapshot, contact } from "./service/copies.ts";
import { findExportFile } from "./service/exporting.ts";
import { publicKeys } from "./service/keys.ts";
import { nextRevocations } from "./service/revocations.ts";

/** One answer for each operation of the contract. */
export function internalAnswers(deps: Deps) {
  return {
    addressSnapshot: answering(contract.addressSnapshot, (input) => addressSnapshot(deps, input)),
    contact: answering(contract.contact, (input) => contact(deps, input)),
    revocations: answering(contract.revocations, (question, stopping) => nextRevocations(deps, question, stopping)),
    clientByKey: answering(contract.clientByKey, (input) => clientByKey(deps, input)),
  };
}

const keysPath = "/.well-known/jwks.json";

const exportsPath = "/exports/";

/** What the router passes through to the world. */
export function outsideRoutes(deps: Deps): { paths: readonly OpenPath[]; addRoutes(app: FastifyInstance): void } {
  return {
    paths: [keysPath, exportsPath],
    addRoutes: (app) => {
      addKeys(app, deps);
      addExports(app, deps);
    },
  };
}

/** The public keys. A minute in a cache is less than a new key is published before it signs. */
function addKeys(app: FastifyInstance, deps: Deps): void {
  app.get(keysPath, async (_request, reply) =>
    reply.header("cache-control", "public, max-age=60").send({ keys: await publicKeys(deps) }),
  );
}

/** What is known about a person, for whoever has the link: a file, kept by nobody on the way. */
function addExports(app: FastifyInstance, deps: Deps): void {
  app.get<{ Params: { token: string } }>(`${exportsPath}:token`, async ({ params }, reply) => {
    const file = await findExportFile(deps, params.token);
    if (file === undefined) return sendRefusal(reply, 404, "NOT_FOUND", "There is nothing at this address.");
    return reply
      .header("cache-control", "no-store")
      .header("content-disposition", 'attachment; filename="personal-data.json"')
      .type("application/json; charset=utf-8")
      .send(file);
  });
}

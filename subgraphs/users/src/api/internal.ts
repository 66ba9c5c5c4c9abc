/** Internal operations for orders and the router, and the routes that the router passes through to the public. */
import { users as contract } from "@hansa/contracts/users";
import { keysPath } from "@hansa/kit/rpc";
import { type Handlers, handleOperation, type OutsideRoutes, sendRefusal } from "@hansa/kit/server";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../context.ts";
import { findAddressSnapshot, findContact } from "../service/accounts/snapshots.ts";
import { lookUpClientByKey } from "../service/api-clients/key-lookup.ts";
import { findExportFile } from "../service/privacy/export.ts";
import { awaitRevocations } from "../service/sessions/revocation-feed.ts";
import { findPublicKeys } from "../service/sessions/signing-keys.ts";

/** Creates one handler for each operation of the contract. */
export function internalHandlers(deps: Deps): Handlers<typeof contract> {
  return {
    addressSnapshot: handleOperation(contract.addressSnapshot, (input) => findAddressSnapshot(deps, input)),
    contact: handleOperation(contract.contact, (input) => findContact(deps, input)),
    revocations: handleOperation(contract.revocations, (request, stopping) =>
      awaitRevocations(deps, request, stopping),
    ),
    clientByKey: handleOperation(contract.clientByKey, (input) => lookUpClientByKey(deps, input)),
  };
}

const exportsPath = "/exports/";

/** The routes that the router passes through to the public. */
export function outsideRoutes(deps: Deps): OutsideRoutes {
  return {
    paths: [keysPath, exportsPath],
    addRoutes: (app) => {
      addKeysRoute(app, deps);
      addExportsRoute(app, deps);
    },
  };
}

/** The public keys. A minute in a cache is less than a new key is published before it signs. */
function addKeysRoute(app: FastifyInstance, deps: Deps): void {
  app.get(keysPath, async (_request, reply) =>
    reply.header("cache-control", "public, max-age=60").send({ keys: await findPublicKeys(deps) }),
  );
}

/** Personal data exports: a file for the holder of the link, which no cache may store. */
function addExportsRoute(app: FastifyInstance, deps: Deps): void {
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

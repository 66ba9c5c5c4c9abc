/** Sessions of a shop on PostgreSQL with two processes of users: one ends a session, and who follows the other one refuses it within a second. */
import { cpSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { signIn } from "@hansa/client/buyer";
import { serviceNames } from "@hansa/contracts/processes";
import { requireDatabase, schemaVariables } from "@hansa/kit/testing";
import { expect, inject, onTestFinished, test } from "vitest";
import { moveToDatabases } from "../../cli/commands/move/run.ts";
import { servicesAt } from "../../cli/testing/addresses.ts";
import { directUrl, internalUrl, runShop } from "../../cli/testing/shop.ts";
import { expectRefusal, logout, requestsTo } from "../stories/support/revocation-requests.ts";

const sessions = 5;

test("a session that one process of users ends is refused within a second by those who follow the other one", async (context) => {
  await requireDatabase(context);
  const data = mkdtempSync(path.join(inject("shopFolders"), "moved-"));
  cpSync(inject("seededData"), data, { recursive: true });
  const places = await Promise.all(serviceNames.map((service) => schemaVariables(service, data)));
  const variables: Record<string, string> = Object.assign({}, ...places);
  await moveToDatabases(data, { ...variables, HANSA_DATA: data });
  const shop = await runShop({ ...variables, HANSA_SUBGRAPH_ACCESS: "bearer" }, data);
  onTestFinished(shop.stop);
  const second = await shop.startSecondProcess("users");
  // The router alone asks the second process, and writes through it.
  const users = { graph: directUrl(second, "users"), internal: internalUrl(second, "users") };
  await shop.kill("router");
  await shop.start("router", { HANSA_SERVICES: servicesAt({ users }) });

  const requests = requestsTo(shop);
  for (let session = 0; session < sessions; session += 1) {
    const { token } = await signIn(shop, "CUSTOMER");
    expect(await requests.ask(token, logout)).toMatchObject({ data: { logout: { __typename: "LoggedOut" } } });
    await expectRefusal(requests, token);
  }
});

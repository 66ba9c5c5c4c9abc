/** Access to metrics and health: a service answers its own machine, and the networks that its owner names. */
import { expect, test } from "vitest";
import { accessVariables, monitoringAccess } from "../../../src/server/access/config.ts";
import { commonVariables, readEnvironment } from "../../../src/service/config.ts";
import { service } from "../../support/service.ts";

const read = (networks: string) =>
  readEnvironment({ ...commonVariables, ...accessVariables }, { HANSA_MONITORING_NETWORKS: networks });

const own = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];
const near = ["10.0.0.7", "::ffff:172.18.0.3", "fd00::7"];
const far = ["203.0.113.9", "2001:db8::1", "::ffff:198.51.100.1"];

test.each([
  { networks: "", allowed: own, refused: [...near, ...far] },
  { networks: "uniquelocal", allowed: [...own, ...near], refused: far },
  {
    networks: "10.0.0.0/8, 203.0.113.9",
    allowed: [...own, "10.0.0.7", "203.0.113.9"],
    refused: ["fd00::7", "::ffff:172.18.0.3"],
  },
])(
  "with HANSA_MONITORING_NETWORKS=$networks it answers $allowed and not $refused",
  async ({ networks, allowed, refused }) => {
    const { internal } = await service(undefined, { mayMonitor: monitoringAccess(read(networks)) });
    for (const url of ["/health", "/metrics", "/metrics?x=1"]) {
      const status = async (remoteAddress: string) => {
        const headers = { "x-forwarded-for": "127.0.0.1" };
        return [remoteAddress, (await internal.inject({ url, remoteAddress, headers })).statusCode];
      };
      for (const address of allowed) expect(await status(address)).toEqual([address, 200]);
      for (const address of refused) expect(await status(address)).toEqual([address, 404]);
    }
  },
);

test.each(["everybody", "10.0.0.0/8,", "10.0.0.0/99"])(
  "%j names no networks, and is refused at the start",
  (networks) => {
    expect(() => read(networks)).toThrow("HANSA_MONITORING_NETWORKS");
  },
);

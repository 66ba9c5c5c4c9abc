/**
 * Ports of shops: claims that are made at once, also by another process, never share any, and a released claim can be made again. The doctor names
 * those in use.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { claimPorts, isFree } from "../host/processes/ports.ts";
import { root } from "../host/shop.mjs";
import { portsLine } from "./support/doctor.ts";

/** No other test looks for ports from here on. */
const from = 31_000;

async function claim() {
  const claimed = await claimPorts(from);
  onTestFinished(claimed.release);
  return claimed;
}

test("claims before anything listens are of different ports, and all ports of a claim are free", async () => {
  const first = await claim();
  const others = await Promise.all([claim(), claim(), claim()]);
  const ports = [first, ...others].map(({ port }) => port);
  expect(new Set(ports).size).toBe(4);
  for (const port of ports)
    expect([await isFree(port, "127.0.0.1"), await isFree(port + 10, "127.0.0.1")]).toEqual([true, true]);
});

test("ports on which something listens are not claimed", async () => {
  const { port, release } = await claimPorts(from);
  const server = createServer().listen(port + 1, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  await release();
  expect((await claim()).port).not.toBe(port);
});

test("a claim is released beside a program that has connected to its guard", async () => {
  const { port, release } = await claimPorts(from);
  const sockets = Array.from({ length: 100 }, (_each, offset) => connect(port + offset, "127.0.0.1"));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const connected = sockets.map(async (socket) => {
    socket.on("error", () => undefined);
    await once(socket, "connect");
  });
  await Promise.any(connected);
  await release();
  expect((await claim()).port).toBe(port);
});

test("a claim ends with its release, and with its process", async () => {
  const program = `
    import { claimPorts } from ${JSON.stringify(path.join(root, "cli/host/processes/ports.ts"))};
    process.send((await claimPorts(${from})).port);
    process.on("message", () => {});`;
  const other = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  onTestFinished(() => void other.kill());
  const [theirs] = await once(other, "message");
  const ours = await claimPorts(from);
  expect(ours.port).not.toBe(theirs);
  other.kill();
  await once(other, "exit");
  await ours.release();
  expect((await claim()).port).toBe(Math.min(theirs, ours.port));
});

test("the doctor names a port in use, with which a start fails, and accepts it once it is free", async () => {
  const { port, release } = await claimPorts(from);
  onTestFinished(release);
  const portHolder = createServer().listen(port + 3, "127.0.0.1");
  await once(portHolder, "listening");
  expect(await portsLine(port, "/nowhere")).toMatch(new RegExp(`WRONG +${port + 3} EADDRINUSE$`));
  portHolder.close();
  await once(portHolder, "close");
  expect(await portsLine(port, "/nowhere")).toMatch(/ok +12 free/);
});
